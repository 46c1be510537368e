/** The script of the pages: a button that copies each command, and a search of operations. */
for (const pre of document.querySelectorAll('pre')) {
  const button = document.createElement('button');
  button.textContent = 'Copy';
  let timer;
  button.onclick = async () => {
    const isCopied = await copy(pre.textContent);
    button.textContent = isCopied ? 'Copied' : 'Select it and copy';
    clearTimeout(timer);
    timer = setTimeout(() => {
      button.textContent = 'Copy';
    }, 2000);
  };
  // Its text changes, which a screen reader is to say.
  button.ariaLive = 'polite';
  pre.before(button);
}

/** Whether the text was copied. Pages of other hosts have no clipboard without TLS. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    const isCopied = document.execCommand('copy');
    area.remove();
    return isCopied;
  }
}

const search = document.querySelector('#search');
if (search) {
  const input = search.querySelector('input');
  const output = search.querySelector('output');
  const sections = [...document.querySelectorAll('section')].filter((one) => one.id);
  const articles = [...document.querySelectorAll('article')].map((element) => ({
    element,
    link: document.querySelector(`nav a[href="#${element.id}"]`).parentElement,
    text: [
      element.closest('section').querySelector('h2'),
      ...element.querySelectorAll('h3,.path,.path+p'),
    ]
      .map((one) => one.textContent.toLowerCase())
      .join(' '),
  }));
  const filter = () => {
    const words = input.value.toLowerCase().split(/\s+/);
    let shown = 0;
    for (const { element, link, text } of articles) {
      const isShown = words.every((word) => text.includes(word));
      element.hidden = link.hidden = !isShown;
      if (isShown) shown++;
    }
    for (const section of sections) {
      const isEmpty = !section.querySelector('article:not([hidden])');
      section.hidden = isEmpty;
      document.querySelector(`nav a[href="#${section.id}"]`).parentElement.hidden = isEmpty;
    }
    output.textContent = `${shown} of ${articles.length} operations`;
  };
  input.oninput = filter;
  input.onkeydown = ({ key }) => {
    if (key === 'Escape') {
      input.value = '';
      filter();
    }
    const first = articles.find(({ element }) => !element.hidden);
    if (key === 'Enter' && first) first.link.querySelector('a').click();
  };
  addEventListener('keydown', (event) => {
    const isTyping = event.target instanceof HTMLInputElement;
    if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
  });
  search.hidden = false;
  filter();
}
