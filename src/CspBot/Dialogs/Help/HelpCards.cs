using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Resources;

namespace CspBot.Dialogs.Help;

/// <summary>The cards of Help: the menu of what a caller may do, and the welcome.</summary>
internal static class HelpCards
{
    public static AdaptiveCard Menu(Texts texts, Caller caller, IReadOnlyList<Dialog> dialogs, string? notUnderstood) => Look.Card(
        texts,
        texts[HelpText.Title],
        [
            notUnderstood is null ? null : Look.Banner(Look.Warning, texts[HelpText.NotUnderstood, notUnderstood]),
            Look.Text(texts[HelpText.Intro, Role(texts, caller)]),
            .. dialogs.Select(dialog => Entry(texts, dialog)),
            Look.Quiet(texts[HelpText.Customer]),
        ]);

    /// <summary>Said once when the bot is installed; in both languages when the event did not tell the reader's.</summary>
    public static AdaptiveCard Welcome(string? locale)
    {
        var texts = Texts.For(locale);
        return Look.Card(
            texts,
            texts[HelpText.WelcomeTitle],
            [
                Look.Text(texts[HelpText.WelcomeText]),
                string.IsNullOrWhiteSpace(locale) ? Look.Text(Texts.English[HelpText.WelcomeText]) : null,
            ],
            [
                Look.Go(
                    string.IsNullOrWhiteSpace(locale)
                        ? $"{texts[HelpText.WelcomeButton]} · {Texts.English[HelpText.WelcomeButton]}"
                        : texts[HelpText.WelcomeButton],
                    "help/show",
                    new JsonObject(),
                    AdaptiveActionStyle.Positive),
            ]);
    }

    private static AdaptiveColumnSet Entry(Texts texts, Dialog dialog) => new AdaptiveColumnSet
    {
        Columns =
        [
            new AdaptiveColumn
            {
                Items =
                [
                    new AdaptiveTextBlock(texts[dialog.Area + ".Name"]) { Wrap = true, Weight = AdaptiveTextWeight.Bolder },
                    new AdaptiveTextBlock(texts[dialog.Area + ".Help"]) { Wrap = true, Spacing = AdaptiveSpacing.None, IsSubtle = true },
                ],
                Width = "stretch",
            },
            new AdaptiveColumn
            {
                Items = [new AdaptiveTextBlock(dialog.Phrases.In(texts))
                {
                    Wrap = true,
                    FontType = AdaptiveFontType.Monospace,
                    Color = AdaptiveTextColor.Accent,
                }],
                Width = "auto",
                VerticalContentAlignment = AdaptiveVerticalContentAlignment.Center,
            },
        ],
        SelectAction = Look.Go(texts[dialog.Area + ".Name"], "help/open", new JsonObject { ["dialog"] = dialog.Name }),
    };

    private static string Role(Texts texts, Caller caller) => caller.Roles.Count == 0
        ? texts[HelpText.Role_Approver]
        : string.Join(", ", caller.Roles.Order().Select(role => texts["Help.Role." + role]));
}
