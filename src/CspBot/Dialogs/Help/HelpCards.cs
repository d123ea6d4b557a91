using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Resources;

namespace CspBot.Dialogs.Help;

/// <summary>The cards of Help: the menu of what a caller may do, and the welcome.</summary>
internal static class HelpCards
{
    /// <param name="closed">What was asked about and is not for this caller; null for nothing.</param>
    public static AdaptiveCard Menu(
        Texts texts, Caller caller, IReadOnlyList<Dialog> dialogs, AdaptiveElement? closed = null)
    {
        var rows = dialogs.Select(dialog => HeardCards.Row(texts, dialog.Line)).ToList();
        var topics = dialogs.Count > 0 ? Look.Quiet(texts[HelpText.Topics, dialogs[0].Line.Phrase(texts)]) : null;
        // What to click stays; what to type is learnt once.
        var typed = rows.Select(row => row.Columns[0].Items[^1]).Append(topics).OfType<AdaptiveElement>().ToList();
        return Look.Card(
            texts,
            texts[HelpText.Title],
            [
                closed,
                Look.Text(texts[HelpText.Intro, Role(texts, caller)]),
                .. Look.SecondIn("typed", texts[HelpText.TypedButton], typed),
                .. rows,
                topics,
            ],
            [Look.Go(texts[HelpText.RolesButton], "help/roles", [])]);
    }

    /// <summary>One thing: what it does, what it needs, how to say it, and a button that opens it.</summary>
    public static AdaptiveCard Topic(Texts texts, Dialog dialog)
    {
        var question = texts.Find(dialog.Area + ".Topic");
        return Look.Card(
            texts,
            question ?? texts[dialog.Area + ".Name"],
            [
                Look.Text(texts[dialog.Area + ".Intro"]),
                .. question is null ? [] : texts[dialog.Area + ".TopicText"].Split("\n\n").SelectMany(Paragraph),
                .. Listed(texts[HelpText.NeedsTitle], [Needed(texts, dialog), .. Lines(texts, dialog.Area + ".Needs")]),
                .. Listed(texts[HelpText.ExamplesTitle], Lines(texts, dialog.Area + ".Examples")),
            ],
            [
                Look.Go(
                    texts[HelpText.OpenButton],
                    "help/open",
                    new JsonObject { ["dialog"] = dialog.Name },
                    AdaptiveActionStyle.Positive),
                Look.Go(texts[HelpText.WholeButton], "help/show", []),
            ]);
    }

    private static string Needed(Texts texts, Dialog dialog) => texts[
        HelpText.NeedsRoles, string.Join(texts[HelpText.NeedsOr], dialog.Roles.Select(role => texts["Help.Role." + role]))];

    private static IEnumerable<string> Lines(Texts texts, string key) =>
        (texts.Find(key) ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<AdaptiveElement> Listed(string title, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        if (all.Count == 0)
            yield break;
        yield return Look.Section(title);
        yield return new AdaptiveTextBlock("• " + string.Join("\n\n• ", all)) { Wrap = true, Spacing = AdaptiveSpacing.Small };
    }

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
        var isUnknown = string.IsNullOrWhiteSpace(locale);
        var card = Look.Card(
            texts,
            texts[HelpText.WelcomeTitle],
            [
                Welcoming(texts),
                isUnknown ? Welcoming(Texts.English) : null,
            ],
            [
                Look.Go(Said(HelpText.WelcomeButton), "help/show", new JsonObject(), AdaptiveActionStyle.Positive),
                Look.Go(Said(HelpText.WelcomeFirstButton), "help/open", new JsonObject { ["dialog"] = "customers" }),
            ]);
        return isUnknown ? Look.ForAnyReader(card) : card;

        string Said(string key) => isUnknown ? $"{texts[key]} · {Texts.English[key]}" : texts[key];
    }

    private static AdaptiveTextBlock Welcoming(Texts texts) => Look.Text(
        texts[HelpText.WelcomeText, texts[GrantOwnerText.Examples].Split('\n')[0].Trim()].Replace("\n", "\n\n", StringComparison.Ordinal));

    private static string Role(Texts texts, Caller caller) => caller.Roles.Count == 0
        ? texts[HelpText.Role_Approver]
        : string.Join(", ", caller.Roles.Order().Select(role => texts["Help.Role." + role]));
}
