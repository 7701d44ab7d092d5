// Light or dark, as the reader's system is: mdBook asks the reader instead.
'use strict';

{
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const follow = () => { document.documentElement.className = dark.matches ? 'navy' : 'light'; };
  dark.addEventListener('change', follow);
  follow();
}
