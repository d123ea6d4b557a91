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
            dialogs.FirstOrDefault(dialog => texts.Find(dialog.Area + ".Topic") is not null) is { } explained
                ? Look.Quiet(texts[HelpText.Topics, explained.Phrases.In(texts)])
                : null,
        ],
        [Look.Go(texts[HelpText.RolesButton], "help/roles", [])]);

    /// <summary>What a dialog is about, a paragraph after the other.</summary>
    public static AdaptiveCard Topic(Texts texts, Dialog dialog) => Look.Card(
        texts,
        texts[dialog.Area + ".Topic"],
        texts[dialog.Area + ".TopicText"].Split("\n\n").SelectMany(Paragraph),
        [
            Look.Go(
                texts[dialog.Area + ".Name"],
                "help/open",
                new JsonObject { ["dialog"] = dialog.Name },
                AdaptiveActionStyle.Positive),
            Look.Go(texts[CommonText.BackButton], "help/show", []),
        ]);

    /// <summary>Its first line is its heading.</summary>
    private static IEnumerable<AdaptiveElement> Paragraph(string text)
    {
        var lines = text.Split('\n', 2);
        yield return new AdaptiveTextBlock(lines[0]) { Wrap = true, Weight = AdaptiveTextWeight.Bolder, Spacing = AdaptiveSpacing.Medium };
        if (lines.Length > 1)
            yield return new AdaptiveTextBlock(lines[1]) { Wrap = true, Spacing = AdaptiveSpacing.None };
    }

    /// <summary>The table of what each role may; a tick stands before what the reader may.</summary>
    public static AdaptiveCard Roles(Texts texts, Caller caller) => Look.Card(
        texts,
        texts[HelpText.RolesTitle],
        [
            Look.Text(texts[HelpText.RolesIntro, Role(texts, caller)]),
            .. PartnerPowers.All.Select(power => Look.Line(
                caller.May(power) ? Mark.Done : Mark.Waiting,
                texts["Help.Power." + power],
                string.Join(", ", PartnerPowers.Who(power).Select(role => texts["Help.Role." + role])))),
            Look.Quiet(texts[HelpText.RolesNote]),
        ],
        [Look.Go(texts[CommonText.BackButton], "help/show", [])]);

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
                // In parts, so that on a narrow card both break between words; of its own width a long phrase leaves the name no room.
                Width = "3",
            },
            new AdaptiveColumn
            {
                Items = [new AdaptiveTextBlock(dialog.Phrases.In(texts))
                {
                    Wrap = true,
                    FontType = AdaptiveFontType.Monospace,
                    Color = AdaptiveTextColor.Accent,
                }],
                Width = "2",
                VerticalContentAlignment = AdaptiveVerticalContentAlignment.Center,
            },
        ],
        SelectAction = Look.Go(texts[dialog.Area + ".Name"], "help/open", new JsonObject { ["dialog"] = dialog.Name }),
    };

    private static string Role(Texts texts, Caller caller) => caller.Roles.Count == 0
        ? texts[HelpText.Role_Approver]
        : string.Join(", ", caller.Roles.Order().Select(role => texts["Help.Role." + role]));
}
