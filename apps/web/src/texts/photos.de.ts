import type { PhotoTexts } from "./photos.ts";

/** The names that the API has for colors, in English. */
export const COLORS: Partial<Record<string, string>> = {
  black: "Schwarz", charcoal: "Anthrazit", gray: "Grau", "light gray": "Hellgrau", white: "Weiß", ivory: "Elfenbein",
  beige: "Beige", taupe: "Taupe", camel: "Camel", khaki: "Khaki", brown: "Braun", chocolate: "Schokobraun",
  olive: "Oliv", red: "Rot", burgundy: "Bordeaux", rust: "Rostrot", coral: "Koralle", orange: "Orange",
  peach: "Pfirsich", yellow: "Gelb", mustard: "Senfgelb", lime: "Limette", green: "Grün", "forest green": "Tannengrün",
  emerald: "Smaragdgrün", sage: "Salbei", mint: "Mint", teal: "Petrol", turquoise: "Türkis", "light blue": "Hellblau",
  blue: "Blau", denim: "Jeansblau", navy: "Marineblau", purple: "Violett", lavender: "Lavendel", plum: "Pflaume",
  pink: "Rosa", fuchsia: "Pink", blush: "Puder", rose: "Altrosa",
};

export const de: PhotoTexts = {
  title: "Fotos", add: "Fotos hinzufügen", yours: "Deine Fotos",
  choose: "Fotos auswählen", take: "Foto aufnehmen",
  hint: "JPEG, PNG oder WebP, je bis zu 10 MB. Du kannst sie auch auf diese Seite ziehen oder einfügen.",
  drop: "Lass sie los, um sie hinzuzufügen.",
  kept: "Nur du kannst sie sehen. Wo und womit sie aufgenommen wurden, wird nicht aufbewahrt.",
  sending: "Unterwegs", progress: (name) => `Fortschritt von ${name}`,
  waits: "Wartet", percent: (percent) => `${percent} gesendet`, prepared: "Gesendet; das Bild wird vorbereitet",
  cancel: "Abbrechen", cancelOne: (name) => `Abbrechen: ${name}`,
  retry: "Noch einmal", retryOne: (name) => `Noch einmal: ${name}`,
  dismiss: "Entfernen", dismissOne: (name) => `Entfernen: ${name}`,
  noBytes: "Diese Datei ist leer.",
  tooLarge: "Diese Datei ist größer als 10 MB. Speichere sie kleiner und versuche es noch einmal.",
  tooSlow: "Das Senden hat zu lange gedauert. Eine bessere Verbindung oder ein kleineres Bild hilft vielleicht.",
  added: (name) => `${name} ist hinzugefügt.`,
  alt: (day, colors) => `Foto vom ${day}${colors && `, vor allem ${colors}`}`,
  palette: "Farben", color: (name) => `${COLORS[name] ?? name}`,
  fine: "Gute Qualität", issues: { too_dark: "zu dunkel", blurred: "unscharf", too_small: "zu klein" },
  delete: "Löschen", deleteOne: (photo) => `Löschen: ${photo}`,
  missing: "Das Bild kann gerade nicht geladen werden. Bitte versuche es noch einmal.",
  deleted: "Gelöscht.", undo: "Rückgängig", undoOne: (photo) => `Rückgängig machen: ${photo}`,
  empty: "Noch keine Fotos. Füge das erste hinzu.", end: "Das sind alle.",
  errors: {
    link_invalid: "Dieser Link ist zu alt. Lade die Seite neu.",
    photo_exists: "Dieses Foto wurde schon gesendet und ist seitdem geändert worden. Wähle es noch einmal aus.",
    photo_format_unsupported: "Das ist kein Bild in JPEG, PNG oder WebP.",
    photo_quota_reached: "Mehr Fotos kann dein Konto nicht haben. Lösche zuerst welche.",
    photo_too_many_pixels: "Dieses Bild hat zu viele Pixel. Speichere es kleiner und versuche es noch einmal.",
    photo_unreadable: "Dieses Bild lässt sich nicht lesen. Vielleicht ist es beschädigt.",
    precondition_failed: "Das Bild hat sich geändert. Lade die Seite neu.",
    range_not_satisfiable: "Das Bild hat sich geändert. Lade die Seite neu.",
    storage_unavailable: "Fotos lassen sich gerade nicht speichern. Bitte versuche es noch einmal.",
  },
};
