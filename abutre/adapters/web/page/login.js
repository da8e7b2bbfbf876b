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
const language = navigator.language.toLowerCase().startsWith("pt") ? "pt" : "en";
const texts = TEXTS[language];

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
    put("message", texts.refused + (await answer.json()).error);
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
