// The field's own words, which every file here speaks.
global using Microsoft.Bot.Builder.Teams;
global using Microsoft.Bot.Connector;
global using Microsoft.Bot.Schema;
