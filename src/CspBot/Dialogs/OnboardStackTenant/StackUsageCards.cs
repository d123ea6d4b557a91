using AdaptiveCards;
using CspBot.Conversation;
using CspBot.Resources;
using CspBot.Stacks;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <summary>Usage of all tenants: what leaked first, each with its own figure and the way to close it.</summary>
internal static class StackUsageCards
{
    public const string Verb = "onboard-stack-tenant/usage";
    private const string Fix = "onboard-stack-tenant/fix";
    private const int Rows = 5;

    public static AdaptiveCard Overview(Texts texts, StackUsageShown shown, AdaptiveElement? banner)
    {
        var (view, uses) = (shown.View, shown.Uses);
        var pages = Math.Max(1, (uses.Count + Rows - 1) / Rows);
        var page = Math.Clamp(view.Page, 0, pages - 1);
        var title = texts[
            StackUsageText.Title,
            string.Join(", ", shown.Reads.Select(read => read.Stack.Name)),
            view.Span.Say(texts)];
        var data = Look.Data(view.Form, ("act", StackUsageDialog.Act));
        var rows = uses.Skip(page * Rows).Take(Rows).Select(use => Row(texts, shown, use)).ToList();
        return Look.Card(
            texts,
            title,
            [
                banner,
                Verdict(texts, shown),
                .. shown.Remarks(texts, view.Last),
                .. Look.SecondIn("amounts", texts[StackUsageText.AmountsButton], [.. rows.SelectMany(row => row.Amounts)]),
                .. rows.Select(row => row.Box),
                Turn(texts, view, page, pages),
                .. Look.FoldWith(
                    Look.Submit(texts[StackUsageText.ShowButton], Verb, data),
                    "another",
                    texts[StackUsageText.Another],
                    view.Words.Length > 0 || uses.Count == 0,
                    Choice(texts, shown)),
            ],
            [
                uses.Count == 0 ? null : Look.Go(texts[StackUsageText.CsvButton], Verb, (view with { Line = 0 }).Data()),
                shown.IsToBeAskedAgain ? Look.Go(texts[CommonText.AgainButton], Verb, view.Data()) : null,
                Look.Go(texts[CommonText.BackButton], "onboard-stack-tenant/customer", Look.Data(view.Form)),
                Look.Go(texts[CommonText.CancelButton], "onboard-stack-tenant/cancel", Look.Data(view.Form)),
            ]);
    }

    /// <summary>Earlier and later pages as words to click: buttons are few.</summary>
    public static AdaptiveContainer? Turn(Texts texts, StackUsageView view, int page, int pages) => pages < 2 ? null : Look.Words(
    [
        page > 0 ? Look.Word(texts[StackUsageText.PreviousPage], Verb, (view with { Page = page - 1 }).Data()) : null,
        new AdaptiveColumn { Items = [Look.Quiet(texts[StackUsageText.PageOf, page + 1, pages])], Width = "auto" },
        page < pages - 1 ? Look.Word(texts[StackUsageText.NextPage], Verb, (view with { Page = page + 1 }).Data()) : null,
    ]);

    private static AdaptiveElement Verdict(Texts texts, StackUsageShown shown)
    {
        var leaks = shown.Uses.Count(use => use.HasLeak);
        return leaks > 0
            ? Look.Banner(Look.Attention, texts[StackUsageText.LeaksFound, leaks], texts[StackUsageText.LeaksFound_Help])
            : shown.Uses.Count == 0
                ? Look.Text(texts[shown.IsWhole ? StackUsageText.NoUse : StackUsageText.NoUseRead])
                : shown.IsWhole && shown.Uses.All(use => use.IsOwn || use.DaysIn(MappingState.Mapped) == use.UsedDays)
                    ? Look.Banner(Look.Good, texts[StackUsageText.AllMapped])
                    : Look.Banner(Look.Calm, texts[StackUsageText.NoLeakSure]);
    }

    /// <summary>One tenant on one stamp; a click opens its days.</summary>
    private static (AdaptiveContainer Box, IEnumerable<AdaptiveElement> Amounts) Row(Texts texts, StackUsageShown shown, StackUse use)
    {
        var read = shown.ReadOf(use);
        var mark = use.HasLeak ? Mark.Failed
            : use.IsOwn || use.DaysIn(MappingState.Mapped) == use.UsedDays ? Mark.Done
            : Mark.Caution;
        var line = Look.Line(mark, StackUsageWords.Whose(texts, use, read));

        // A warning says why, where the card does not say it for all; what is in order, or a leak in its own words, may fold its days away.
        var days = Look.Small(StackUsageWords.Days(texts, use));
        var isWarned = mark == Mark.Caution && shown.IsWhole;
        AdaptiveElement[] amounts =
        [
            .. isWarned ? Array.Empty<AdaptiveElement>() : [days],
            Look.Small(StackUsageWords.Standing(texts, use, read)),
            .. use.DaysIn(MappingState.NotMapped) < use.UsedDays || use.IsOwn
                ? [Look.Small(texts[StackUsageText.Used, StackUsageWords.Amounts(texts, use.Meters())])]
                : Array.Empty<AdaptiveElement>(),
        ];
        line.Columns[^1].Items.AddRange(
        [
            .. StackUsageWords.Leak(texts, use) is { } leak
                ? [new AdaptiveTextBlock(leak) { Wrap = true, Weight = AdaptiveTextWeight.Bolder, Spacing = AdaptiveSpacing.Small }]
                : Array.Empty<AdaptiveElement>(),
            .. isWarned ? [days] : Array.Empty<AdaptiveElement>(),
            .. amounts,
        ]);
        line.Columns.Add(Look.Opens(texts[StackUsageText.OpenDays]));
        line.SelectAction = Look.Go(
            texts[StackUsageText.OpenDays], Verb, (shown.View with { Tenant = use.Key, Page = 0, Meter = "" }).Data());
        var box = new AdaptiveContainer
        {
            Items = [line, .. FixOf(texts, shown.View, use) is { } fix ? [fix] : Array.Empty<AdaptiveElement>()],
            Spacing = AdaptiveSpacing.Medium,
        };
        return (box, amounts);
    }

    /// <summary>The existing way to close this leak, while it is one.</summary>
    private static AdaptiveContainer? FixOf(Texts texts, StackUsageView view, StackUse use) => !use.LeaksNow ? null : Look.Words(
        [Look.Word(texts[OnboardStackTenantText.FixButton], Fix, Look.Data(view.Form, ("leak", use.Key)))]);

    public static AdaptiveExecuteAction? FixButton(Texts texts, StackUsageView view, StackUse use) => use.LeaksNow
        ? Look.Go(texts[OnboardStackTenantText.FixButton], Fix, Look.Data(view.Form, ("leak", use.Key)), AdaptiveActionStyle.Positive)
        : null;

    private static IEnumerable<AdaptiveElement> Choice(Texts texts, StackUsageShown shown)
    {
        var view = shown.View;
        yield return new AdaptiveColumnSet
        {
            Columns =
            [
                new AdaptiveColumn
                {
                    Items =
                    [
                        new AdaptiveChoiceSetInput
                        {
                            Id = "stack",
                            Label = texts[StackUsageText.StackLabel],
                            Choices =
                            [
                                new AdaptiveChoice { Title = texts[StackUsageText.AllStacks], Value = StackUsageView.AllStacks },
                                .. shown.Stacks.Select(stack => new AdaptiveChoice { Title = stack.Name, Value = stack.Name }),
                            ],
                            Style = AdaptiveChoiceInputStyle.Compact,
                            Value = view.Stack.Length > 0 ? view.Stack : StackUsageView.AllStacks,
                        },
                    ],
                    Width = "stretch",
                },
                new AdaptiveColumn
                {
                    Items =
                    [
                        new AdaptiveChoiceSetInput
                        {
                            Id = "period",
                            Label = texts[StackUsageText.PeriodLabel],
                            Choices = [.. StackUsageSpan.Offered(view.Last).Select(
                                span => new AdaptiveChoice { Title = span.Say(texts), Value = span.Key })],
                            Style = AdaptiveChoiceInputStyle.Compact,
                            Value = view.Span.Key,
                        },
                    ],
                    Width = "stretch",
                },
            ],
        };
        yield return new AdaptiveTextInput
        {
            Id = "customer",
            Label = texts[StackUsageText.CustomerLabel],
            Placeholder = texts[StackUsageText.CustomerPlaceholder],
            MaxLength = 100,
            Value = view.Words.Length > 0 ? view.Words : null,
        };
    }
}
