// What mdBook's pages lack for readers without a mouse, or without eyes on the screen.
'use strict';

// The button that shows the chapters is a label: nobody gets to it by keyboard, and a label has no
// state to read out.
const chapters = document.getElementById('mdbook-sidebar-toggle');
if (chapters) {
  chapters.setAttribute('role', 'button');
  chapters.tabIndex = 0;
  chapters.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      chapters.click();
    }
  });
}

// What is wider than the page is scrolled by keyboard once it can have the focus.
const wide = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) {
      target.tabIndex = 0;
    } else {
      target.removeAttribute('tabindex');
    }
  }
});
for (const element of document.querySelectorAll('pre > code, .table-wrapper')) {
  wide.observe(element);
}

// On a phone a table is a list, whose cells say what they are. To be laid out in another way must not
// take a table from those who hear it.
function listed(table) {
  const names = [...table.querySelectorAll('thead th')].map((name) => name.textContent);
  table.classList.add('listed');
  table.setAttribute('role', 'table');
  for (const part of table.querySelectorAll('thead, tbody, tr')) {
    part.setAttribute('role', part.tagName === 'TR' ? 'row' : 'rowgroup');
  }
  for (const row of table.rows) {
    [...row.cells].forEach((cell, index) => {
      const head = cell.closest('thead') ? 'columnheader' : 'rowheader';
      cell.setAttribute('role', cell.tagName === 'TH' ? head : 'cell');
      if (index > 0 && names[index] && !cell.closest('thead')) {
        cell.dataset.label = names[index];
      }
    });
  }
}
document.querySelectorAll('main .table-wrapper table').forEach(listed);
document.addEventListener('drawn', ({ target }) => listed(target.querySelector('.table-wrapper table')));

// Paper has nothing to open: the code that a form calls is printed with it. Answers stay with their
// questions.
const folded = new Set();
addEventListener('beforeprint', () => {
  for (const code of document.querySelectorAll('details.also:not([open])')) {
    code.open = true;
    folded.add(code);
  }
});
addEventListener('afterprint', () => {
  for (const code of folded) {
    code.open = false;
  }
  folded.clear();
});
