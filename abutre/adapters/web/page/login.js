// Logs in with the one-time code behind the #, or with a token typed in. Neither stays in the address.

const TEXTS = {
  en: {
    label: "Token (abutre token create)",
    button: "Log in",
    welcome: "Open the link that abutre printed, or log in with a token.",
    working: "Logging in",
    refused: "Refused: ",
    silent: "No answer from the bot",
  },
  pt: {
    label: "Token (abutre token create)",
    button: "Entrar",
    welcome: "Abra o link que o abutre mostrou, ou entre com um token.",
    working: "Entrando",
    refused: "Recusado: ",
    silent: "O robô não responde",
  },
};
// The server refuses in English; what is not here is shown as it says it.
const REFUSALS = [
  [/^the token is not valid$/, "o token não é válido"],
  [/^the token is not valid yet; compare the clocks$/, "o token ainda não vale; compare os relógios"],
  [/^the token has expired; connect with a new one$/, "o token venceu; entre com um novo"],
  [/^the token was revoked; connect with a new one$/, "o token foi revogado; entre com um novo"],
  [
    /^this login link was used or is too old; log in with a token$/,
    "este link já foi usado ou é antigo demais; entre com um token",
  ],
  [/^too many .+; try again in (\d+) s$/, "tentativas demais; tente de novo em $1 s"],
];
const language = navigator.language.toLowerCase().startsWith("pt") ? "pt" : "en";
const texts = TEXTS[language];

function refusal(reason) {
  const known = language === "pt" && REFUSALS.find(([english]) => english.test(reason));
  return texts.refused + (known ? reason.replace(...known) : reason);
}

function put(id, text) {
  document.getElementById(id).textContent = text;
}

async function logIn(proof) {
  put("message", texts.working);
  try {
    const answer = await fetch("login", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(proof),
    });
    if (answer.ok) {
      location.replace("/");
      return;
    }
    put("message", refusal((await answer.json()).error));
  } catch {
    put("message", texts.silent);
  }
}

document.documentElement.lang = language === "pt" ? "pt-BR" : "en";
put("label", texts.label);
put("button", texts.button);
put("message", texts.welcome);
document.getElementById("form").addEventListener("submit", (event) => {
  event.preventDefault();
  logIn({ token: document.getElementById("token").value.trim() });
});

const code = new URLSearchParams(location.hash.slice(1)).get("code");
if (code) {
  history.replaceState(null, "", "login");
  logIn({ code });
}
