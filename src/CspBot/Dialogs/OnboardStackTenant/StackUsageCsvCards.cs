using System.Globalization;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Resources;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <summary>Everything that is shown, by day and meter, to copy into a spreadsheet: in parts, each as long as a card allows.</summary>
internal static class StackUsageCsvCards
{
    private static readonly string[] Head = ["day", "stack", "customer", "meter", "unit", "quantity", "resources", "mapping"];

    public static AdaptiveCard Part(Texts texts, StackUsageShown shown)
    {
        var all = shown.Uses.SelectMany(use => Lines(use)).ToList();
        var from = Math.Clamp(shown.View.Line ?? 0, 0, Math.Max(0, all.Count - 1));
        var (field, isCut) = Csv.Field(texts, Head, all.Skip(from));
        var count = field.Value!.Count(letter => letter == '\n');
        var back = shown.View with { Line = null };
        return Look.Card(
            texts,
            texts[
                StackUsageText.Title,
                string.Join(", ", shown.Reads.Select(read => read.Stack.Name)),
                shown.View.Span.Say(texts)],
            [
                .. shown.Remarks(texts, shown.View.Last),
                Look.Text(texts[StackUsageText.Lines, all.Count == 0 ? 0 : from + 1, from + count, all.Count]),
                field,
            ],
            [
                isCut && count > 0
                    ? Look.Go(texts[StackUsageText.NextPart], StackUsageCards.Verb, (shown.View with { Line = from + count }).Data())
                    : null,
                shown.IsToBeAskedAgain ? Look.Go(texts[CommonText.AgainButton], StackUsageCards.Verb, shown.View.Data()) : null,
                Look.Go(texts[CommonText.BackButton], StackUsageCards.Verb, back.Data()),
                Look.Go(texts[CommonText.CancelButton], "onboard-stack-tenant/cancel", Look.Data(shown.View.Form)),
            ]);
    }

    private static IEnumerable<IReadOnlyList<string>> Lines(StackUse use) =>
        from line in use.Days
        let meter = StackMeters.Of(line.Meter)
        orderby line.Day, StackMeters.PlaceOf(line.Meter), line.Meter
        select (IReadOnlyList<string>)
        [
            line.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            use.Deployment,
            use.Name,
            meter.Name,
            meter.Unit == StackUnit.Unknown ? "" : Texts.English["StackUsage.Unit." + meter.Unit],
            StackUsageWords.Plain(line.Quantity),
            line.Resources.ToString(CultureInfo.InvariantCulture),
            use.IsOwn ? "own" : StackUsageWords.Plain(line.State),
        ];
}
