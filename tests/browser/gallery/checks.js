// Runs in the page: what a person could not read of cards that are shown at one width.
'use strict';

window.checkOverflow = host => {
  const found = [];
  const edge = host.getBoundingClientRect().right + 0.5;
  const say = (element, what) => found.push(`${what}: ${words(element)}`);
  for (const element of host.querySelectorAll('*')) {
    const style = getComputedStyle(element);
    // What is folded has no width to be cut at.
    if (!element.checkVisibility() || style.visibility === 'hidden' || element.closest('[aria-hidden="true"]')) {
      continue;
    }

    if (fieldIsCut(element, style)) {
      say(element, 'what a field says is cut');
    } else if (element.getBoundingClientRect().right > edge && (ownText(element) || element.matches('input, select, textarea'))) {
      say(element, 'wider than the card');
    } else if (style.overflowX !== 'visible' && !element.matches('input, textarea, select') && textIsCut(element)) {
      say(element, element.closest('.ac-pushButton') ? 'a button is cut' : 'a text is cut');
    }
  }

  return [...new Set(found)];
};

function ownText(element) {
  return [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
}

function words(element) {
  return (element.value || element.placeholder || element.innerText || element.tagName).trim().slice(0, 80).replaceAll('\n', ' ');
}

// Letters that stand beyond the box which hides what sticks out; half a pixel is rounding.
function textIsCut(element) {
  if (element.scrollWidth <= element.clientWidth && element.scrollHeight <= element.clientHeight) {
    return false;
  }

  const box = element.getBoundingClientRect();
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    range.selectNodeContents(node);
    for (const part of node.data.trim() ? range.getClientRects() : []) {
      // A line of letters is higher than what is drawn of it.
      if (part.right > box.right + 1 || part.top + part.height / 2 > box.bottom) {
        return true;
      }
    }
  }

  return false;
}

const pen = document.createElement('canvas').getContext('2d');

// What an empty field says. What is chosen of a list may be cut where the list is closed: open it shows all.
function fieldIsCut(element, style) {
  if (!element.matches('input:not([type=checkbox], [type=radio])') || element.value || !element.placeholder) {
    return false;
  }

  pen.font = style.font;
  const room = element.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return pen.measureText(element.placeholder).width > room + 1;
}

window.checkAxe = async (axe, host, rules) => {
  const { violations } = await axe.run(host, { resultTypes: ['violations'], ...rules });
  return violations.flatMap(({ id, help, nodes }) => nodes.map(node => ({
    rule: id,
    help,
    target: node.target.flat().join(' '),
    html: node.html,
    what: node.any.concat(node.all, node.none).map(check => check.message).join('; '),
    card: Number(document.querySelector(node.target.flat()[0])?.closest('[data-card]')?.dataset.card),
    text: document.querySelector(node.target.flat()[0])?.innerText?.slice(0, 80) ?? '',
  })));
};
