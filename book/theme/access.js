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
