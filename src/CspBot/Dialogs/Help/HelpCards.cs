using System.Text.Json.Nodes;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Resources;
using CspBot.Teams.Cards;

namespace CspBot.Dialogs.Help;

/// <summary>The cards of Help: the menu of what a caller may do, and the welcome.</summary>
internal static class HelpCards
{
    public static AdaptiveCard Menu(Texts texts, Caller caller, IReadOnlyList<Dialog> dialogs, string? notUnderstood) => Look.Card(
        texts,
        texts["Help.Title"],
        [
            notUnderstood is null ? null : Look.Banner(Look.Warning, texts["Help.NotUnderstood", notUnderstood]),
            Look.Text(texts["Help.Intro", Role(texts, caller)]),
            .. dialogs.Select(dialog => Entry(texts, dialog)),
            Look.Quiet(texts["Help.Customer"]),
        ]);

    /// <summary>Said once when the bot is installed; in both languages when the event did not tell the reader's.</summary>
    public static AdaptiveCard Welcome(string? locale)
    {
        var texts = Texts.For(locale);
        return Look.Card(
            texts,
            texts["Help.WelcomeTitle"],
            [Look.Text(texts["Help.WelcomeText"]), string.IsNullOrWhiteSpace(locale) ? Look.Text(Texts.English["Help.WelcomeText"]) : null],
            [Look.Go(string.IsNullOrWhiteSpace(locale) ? $"{texts["Help.WelcomeButton"]} · {Texts.English["Help.WelcomeButton"]}" : texts["Help.WelcomeButton"], "help/show", new JsonObject(), "positive")]);
    }

    private static ColumnSet Entry(Texts texts, Dialog dialog) => new(
    [
        new Column(
        [
            new TextBlock(texts[dialog.Area + ".Name"]) { Weight = "bolder" },
            new TextBlock(texts[dialog.Area + ".Help"]) { Spacing = "none", IsSubtle = true },
        ])
        {
            Width = "stretch",
        },
        new Column([new TextBlock(dialog.Phrases.In(texts)) { FontType = "monospace", Color = "accent" }]) { Width = "auto", VerticalContentAlignment = "center" },
    ])
    {
        SelectAction = Look.Go(texts[dialog.Area + ".Name"], "help/open", new JsonObject { ["dialog"] = dialog.Name }),
    };

    private static string Role(Texts texts, Caller caller) => caller.Roles.Count == 0
        ? texts["Help.Role.Approver"]
        : string.Join(", ", caller.Roles.Order().Select(role => texts["Help.Role." + role]));
}
