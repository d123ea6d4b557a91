// Runs in the page: shows a card by Microsoft's renderer, with Markdown as Teams has it.
'use strict';

window.renderCard = (json, hostConfig) => {
  const AC = window.AdaptiveCards;
  AC.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = window.markdownit({ html: false }).render(text);
    result.didProcess = true;
  };

  // The renderer's pattern for languages is a global one, which remembers where it matched last.
  AC.CardElement.langProperty.regEx.lastIndex = 0;
  const card = new AC.AdaptiveCard();
  card.hostConfig = new AC.HostConfig(hostConfig);
  card.parse(json);
  return card.render();
};
