// Runs in the gallery's page: shows the cards that are wished for, each as soon as one scrolls to it, with its checks below.
'use strict';

(() => {
  const { themes, widths, cards, accepted, checks } = window.gallery;
  const wishes = document.getElementById('wishes');
  const place = document.getElementById('cards');
  const subjects = ['all', ...new Set(cards.map(card => card.subject))];
  const languages = ['all', ...new Set(cards.map(card => card.language))];
  const texts = cards.map(({ name, card }) => `${name} ${JSON.stringify(card)}`.toLowerCase());
  for (const [name, values] of Object.entries({ theme: Object.keys(themes), width: widths, subject: subjects, language: languages })) {
    wishes.elements[name].append(...values.map(value => new Option(value, value)));
  }

  const seen = new IntersectionObserver(entries => entries.filter(entry => entry.isIntersecting).forEach(({ target }) => {
    seen.unobserve(target);
    const { card } = cards[Number(target.dataset.card)];
    target.replaceChildren(window.renderCard(card, themes[wishes.elements.theme.value].hostConfig) ?? '');
  }), { rootMargin: '600px' });

  // The address says what is shown, so that it can be sent to somebody.
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
    const field = wishes.elements[name];
    if (field?.type === 'checkbox') {
      field.checked = value === 'on';
    } else if (field) {
      field.value = value;
    }
  }

  wishes.addEventListener('input', show);
  wishes.addEventListener('submit', submit => submit.preventDefault());
  document.getElementById('accepted').append(...accepted.map(({ rule, cards: which, most, reason }) =>
    line(`Accepted: ${rule}${which ? ` of ${which} up to ${most}` : ''}. ${reason}`)));
  show();

  function show() {
    const { theme, width, subject, language, text, faulty } = Object.fromEntries(new FormData(wishes));
    history.replaceState(null, '', `#${new URLSearchParams(new FormData(wishes))}`);
    for (const sheet of document.querySelectorAll('link[data-theme]')) {
      sheet.disabled = sheet.dataset.theme !== theme;
    }

    for (const colour of ['page', 'card', 'text']) {
      document.body.style.setProperty(`--${colour}`, themes[theme][colour]);
    }

    const shown = cards.map((card, i) => i).filter(i =>
      (subject === 'all' || cards[i].subject === subject)
      && (language === 'all' || cards[i].language === language)
      && texts[i].includes(text.toLowerCase())
      && (!faulty || cards[i].faults.length > 0));
    seen.disconnect();
    place.replaceChildren(...shown.map(i => item(i, width)));
    document.getElementById('count').value = `${shown.length} of ${cards.length} cards`;
  }

  function item(i, width) {
    const { subject, name, language, card, faults } = cards[i];
    const article = document.createElement('article');
    article.className = 'item';
    article.style.width = `${width}px`;
    const title = document.createElement('h2');
    title.textContent = `${subject} / ${name}`;
    const host = document.createElement('form'); // its radio buttons are not those of another card
    host.className = 'card-host';
    host.dataset.card = i;
    host.lang = language;
    const size = JSON.stringify(card).length * 2;
    const passed = checks.map(check => `${faults.some(fault => fault.check === check) ? '✖' : '✔'} ${check}`).join('  ');
    article.append(title, host, paragraph(`${passed}  ${(size / 1024).toFixed(1)} KB`), list(faults));
    seen.observe(host);
    return article;
  }

  function paragraph(text) {
    const element = document.createElement('p');
    element.className = 'checks';
    element.textContent = text;
    return element;
  }

  function list(faults) {
    const element = document.createElement('ul');
    element.append(...faults.map(({ check, rule, theme, width, what, hint }) =>
      line([check, rule, theme && `${theme} ${width}`, what, hint].filter(Boolean).join(' · '))));
    return element;
  }

  function line(text) {
    const element = document.createElement('li');
    element.textContent = text;
    return element;
  }
})();
