// Compares a prediction with what the server saw, once the reader has made one.
'use strict';

{
  const { words, say } = globalThis.meanwhile;

  for (const question of document.querySelectorAll('.predict')) {
    const answer = question.querySelector('.answer');
    question.addEventListener('change', ({ target }) => {
      let verdict = answer.querySelector('.verdict');
      if (!verdict) {
        verdict = document.createElement('p');
        verdict.className = 'verdict';
        verdict.setAttribute('role', 'status');
        answer.querySelector('summary').after(verdict);
      }
      answer.open = true;
      const told = 'right' in target.dataset ? words.right : words.other;
      verdict.textContent = say(told, { said: target.value });
    });
  }
}
