// Compares a prediction with what the server saw, once the reader has made one.
'use strict';

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
    verdict.textContent = 'right' in target.dataset
      ? `You said ${target.value}. So it was.`
      : `You said ${target.value}. The server saw something else:`;
  });
}
