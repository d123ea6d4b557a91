using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Resources;
using CspBot.Stacks;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <summary>One tenant on one stamp: a picture by day, a table by day and meter, and beside it what was mapped when.</summary>
internal static class StackUsageOneCards
{
    private const int DaysAPage = 10;

    /// <summary>The pictured meter and two more are told by day; all stand in the table to copy.</summary>
    private const int Columns = 3;

    public static AdaptiveCard One(Texts texts, StackUsageShown shown, StackUse use)
    {
        var read = shown.ReadOf(use);
        var meters = use.Meters();
        var chosen = meters.FirstOrDefault(sum => sum.Meter.Id == shown.View.Meter) ?? meters[0];
        var title = texts[StackUsageText.OneTitle, StackUsageWords.Whose(texts, use, read), shown.View.Span.Say(texts)];
        var all = shown.View with { Tenant = "", Page = 0, Meter = "" };
        return Look.Card(
            texts,
            title,
            [
                StackUsageWords.Leak(texts, use) is { } leak
                    ? Look.Banner(Look.Attention, leak, texts[StackUsageText.LeaksFound_Help])
                    : null,
                .. shown.Remarks(texts, shown.View.Last),
                Look.Text(StackUsageWords.Days(texts, use)),
                .. Mapped(texts, shown, use),
                Picture(texts, shown, use, chosen),
                .. Look.Second("days", texts[StackUsageText.ByDay], Table(texts, shown, use, chosen)),
                .. Look.Second("sums", texts[StackUsageText.Sums], [Look.Section(texts[StackUsageText.Sums]), .. Sums(texts, use)]),
                Choice(texts, shown.View, chosen, meters),
            ],
            [
                StackUsageCards.FixButton(texts, shown.View, use),
                Look.Go(texts[StackUsageText.CsvButton], StackUsageCards.Verb, (shown.View with { Line = 0, Page = 0 }).Data()),
                shown.IsToBeAskedAgain ? Look.Go(texts[CommonText.AgainButton], StackUsageCards.Verb, shown.View.Data()) : null,
                Look.Go(texts[StackUsageText.AllButton], StackUsageCards.Verb, all.Data()),
                Look.Go(texts[CommonText.CancelButton], "onboard-stack-tenant/cancel", Look.Data(shown.View.Form)),
            ],
            $"{title}: {StackUsageWords.Amounts(texts, meters)}");
    }

    /// <summary>The period in pieces, each mapped, not mapped or not known.</summary>
    private static IEnumerable<AdaptiveElement> Mapped(Texts texts, StackUsageShown shown, StackUse use)
    {
        var read = shown.ReadOf(use);
        yield return Look.Section(texts[StackUsageText.MappedWhen]);
        yield return Look.Text(StackUsageWords.Standing(texts, use, read));
        if (use.IsOwn || use.IsNobodys)
            yield break;
        var (from, until) = (Midnight(shown.View.Span.From), Midnight(shown.View.Span.To.AddDays(1)));
        foreach (var span in use.Times.Spans(from, until))
        {
            var mark = span.State switch
            {
                MappingState.Mapped => Mark.Done,
                MappingState.NotMapped => Mark.Failed,
                _ => Mark.Caution,
            };
            yield return Look.Line(
                mark,
                texts[
                    StackUsageText.MappingSpan,
                    Moment(texts, span.From),
                    span.Until == until ? StackUsageWords.Day(texts, shown.View.Span.To) : Moment(texts, span.Until),
                    StackUsageWords.State(texts, span.State)]);
        }

        if (use.PaidBy is { } payer)
            yield return Look.Small(texts[StackUsageText.PaidBy, payer]);
        if (use.Deleted.Count > 0)
            yield return Look.Small(texts[StackUsageText.DeletedOf, string.Join(", ", use.Deleted)]);
    }

    private static AdaptiveElement Picture(Texts texts, StackUsageShown shown, StackUse use, StackMeterSum chosen)
    {
        var first = shown.ReadOf(use).Since ?? shown.View.Span.From;
        var days = Enumerable.Range(first.DayNumber, shown.View.Span.To.DayNumber - first.DayNumber + 1)
            .Select(DateOnly.FromDayNumber)
            .Select(day => (Day: day, Quantity: use.On(day, chosen.Meter.Id)))
            .ToList();
        var most = days.Max(day => day.Quantity);
        var name = texts[
            StackUsageText.Picture, StackUsageWords.Name(texts, chosen.Meter), StackUsageWords.Unit(texts, chosen.Meter)];
        return BarChart.Amounts(
            name,
            days.Count > BarChart.MostColumns ? texts[StackUsageText.PictureLast, name, BarChart.MostColumns] : name,
            (texts[StackUsageText.PictureAxis], StackUsageWords.Unit(texts, chosen.Meter)),
            [
                .. days.Select(day => new Bar(
                    StackUsageWords.Short(texts, day.Day),
                    StackUsageWords.Short(texts, day.Day),
                    most > 0 ? 100 * day.Quantity / most : 0,
                    StackUsageWords.Number(texts, day.Quantity),
                    LevelOf(use, day.Day))
                {
                    Amount = day.Quantity,
                }),
            ]);
    }

    private static BarLevel LevelOf(StackUse use, DateOnly day) => use.IsOwn ? BarLevel.Good : use.Times.On(day) switch
    {
        MappingState.Mapped => BarLevel.Good,
        MappingState.NotMapped => BarLevel.Poor,
        _ => BarLevel.Fair,
    };

    /// <summary>Newest first, some days a page.</summary>
    private static IEnumerable<AdaptiveElement?> Table(Texts texts, StackUsageShown shown, StackUse use, StackMeterSum chosen)
    {
        var columns = use.Meters().Where(sum => sum != chosen).Prepend(chosen).Take(Columns).Select(sum => sum.Meter).ToList();
        var days = use.Days.Select(line => line.Day).Distinct().OrderDescending().ToList();
        var pages = Math.Max(1, (days.Count + DaysAPage - 1) / DaysAPage);
        var page = Math.Clamp(shown.View.Page, 0, pages - 1);
        yield return Look.Section(texts[StackUsageText.ByDay]);
        yield return Look.Quiet(string.Join(
            " · ",
            columns
                .Select(meter => texts[
                    StackUsageText.MeterColumn, StackUsageWords.Name(texts, meter), StackUsageWords.Unit(texts, meter)])
                .Append(texts[StackUsageText.MappingColumn])));
        yield return Look.Facts(days.Skip(page * DaysAPage).Take(DaysAPage).Select(day => (
            StackUsageWords.Short(texts, day),
            string.Join(
                " · ",
                columns
                    .Select(meter => StackUsageWords.Number(texts, use.On(day, meter.Id)))
                    .Append(use.IsOwn ? "–" : StackUsageWords.Marked(texts, use.Days.First(line => line.Day == day).State))))));
        yield return StackUsageCards.Turn(texts, shown.View, page, pages);
        if (use.Unnamed > 0)
            yield return Look.Quiet(texts[StackUsageText.Unnamed, use.Unnamed]);
    }

    /// <summary>Each meter's sum, and of it what was used while not mapped.</summary>
    private static IEnumerable<AdaptiveElement> Sums(Texts texts, StackUse use)
    {
        var leaked = use.Meters(MappingState.NotMapped).ToDictionary(sum => sum.Meter.Id, sum => sum.Quantity);
        yield return Look.Facts(use.Meters().Select(sum => (
            StackUsageWords.Name(texts, sum.Meter),
            use.HasLeak && leaked.TryGetValue(sum.Meter.Id, out var lost)
                ? texts[
                    StackUsageText.SumLeaked,
                    StackUsageWords.Number(texts, sum.Quantity),
                    StackUsageWords.Unit(texts, sum.Meter),
                    StackUsageWords.Number(texts, lost)]
                : texts[StackUsageText.Sum, StackUsageWords.Number(texts, sum.Quantity), StackUsageWords.Unit(texts, sum.Meter)])));
    }

    private static AdaptiveColumnSet Choice(
        Texts texts, StackUsageView view, StackMeterSum chosen, IReadOnlyList<StackMeterSum> meters)
    {
        var data = (view with { Meter = "" }).Data();
        return Look.Beside(
            new AdaptiveChoiceSetInput
            {
                Id = "meter",
                Label = texts[StackUsageText.MeterLabel],
                Choices = [.. meters.Select(sum =>
                    new AdaptiveChoice { Title = StackUsageWords.Name(texts, sum.Meter), Value = sum.Meter.Id })],
                Style = AdaptiveChoiceInputStyle.Compact,
                Value = chosen.Meter.Id,
            },
            Look.Submit(texts[StackUsageText.ShowButton], StackUsageCards.Verb, data, AdaptiveActionStyle.Default));
    }

    private static DateTimeOffset Midnight(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    /// <summary>A day, with its time where that is not midnight.</summary>
    private static string Moment(Texts texts, DateTimeOffset at) => at.UtcDateTime.TimeOfDay == TimeSpan.Zero
        ? texts.Day(at)
        : texts.Time(at, TimeZoneInfo.Utc);
}
