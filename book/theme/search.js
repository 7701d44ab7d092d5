"use strict";

// The search of mdBook cuts every letter that is not ASCII from both ends of a word. Nothing is left of
// a Chinese word, and too little of many a Vietnamese one. Here such words are added to the index when it is
// loaded, and words that are searched for keep their letters.
(() => {
    if (!window.elasticlunr) {
        return;
    }
    const FOREIGN = /[^\x00-\x7f]/;
    const trim = word => word.replace(/^[^\p{L}\p{N}_]+/u, "").replace(/[^\p{L}\p{N}_]+$/u, "");
    const trimmer = elasticlunr.trimmer;
    const both = word => (FOREIGN.test(word) ? trim(word) : trimmer(word));
    elasticlunr.trimmer = both;
    both.label = "trimmer";
    elasticlunr.Pipeline.registeredFunctions.trimmer = both;

    const load = elasticlunr.Index.load;
    elasticlunr.Index.load = dump => {
        const index = load.call(elasticlunr.Index, dump);
        for (const [ref, page] of Object.entries(index.documentStore.docs)) {
            for (const field of ["title", "body"]) {
                const words = elasticlunr.tokenizer(page[field]).filter(word => FOREIGN.test(word));
                for (const word of index.pipeline.run(words)) {
                    index.index[field].addToken(word, { ref, tf: 1 });
                }
            }
        }
        return index;
    };
})();
