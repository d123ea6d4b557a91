using System.Globalization;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Resources;
using CspBot.Stacks;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <summary>How usage and mappings are said.</summary>
internal static class StackUsageWords
{
    /// <summary>A row names so many meters; the rest is a click away.</summary>
    private const int Named = 4;

    /// <summary>Whole units where there are many, more decimals where there are few.</summary>
    public static string Number(Texts texts, decimal quantity) =>
        quantity.ToString(
            Math.Abs(quantity) switch { 0 or >= 1000 => "N0", >= 10 => "N1", >= 1 => "N2", _ => "0.####" }, texts.Culture);

    public static string Unit(Texts texts, StackMeter meter) => texts["StackUsage.Unit." + meter.Unit];

    /// <summary>A meter for people; a text that no row told is said as such.</summary>
    public static string Name(Texts texts, StackMeter meter) => meter.Id.Length == 0 ? texts[StackUsageText.NoMeter] : meter.Name;

    public static string Amount(Texts texts, StackMeterSum sum) =>
        texts[StackUsageText.Amount, Name(texts, sum.Meter), Number(texts, sum.Quantity), Unit(texts, sum.Meter)];

    /// <summary>The main meters, each by itself.</summary>
    public static string Amounts(Texts texts, IReadOnlyList<StackMeterSum> sums) => string.Join(
        " · ",
        sums.Take(Named)
            .Select(sum => Amount(texts, sum))
            .Concat(sums.Count > Named ? [texts[StackUsageText.MoreMeters, sums.Count - Named]] : Array.Empty<string>()));

    /// <summary>What a leak came to in these days: each meter, and on how many of them; null where it used nothing unmapped.</summary>
    public static string? Leak(Texts texts, StackUse use) => use.HasLeak
        ? texts[
            StackUsageText.LeakFigure,
            use.DaysIn(MappingState.NotMapped),
            use.UsedDays,
            Amounts(texts, use.Meters(MappingState.NotMapped))]
        : null;

    /// <summary>Who it is, and where.</summary>
    public static string Whose(Texts texts, StackUse use, StackUsageRead read) =>
        use.IsOwn ? texts[StackUsageText.Own, use.Deployment]
        : !use.IsNobodys ? texts[StackUsageText.Whose, use.Name, use.Deployment]
        : texts[
            read.NamesFault is null ? StackUsageText.Deleted : StackUsageText.NotListed,
            use.Name.Length > 0 ? use.Name : "?",
            use.Deployment];

    /// <summary>On how many of the days with use it was mapped, not mapped, and so on; what is none is left out.</summary>
    public static string Days(Texts texts, StackUse use) => string.Join(
        " · ",
        new[] { MappingState.Mapped, MappingState.NotMapped, MappingState.Changed, MappingState.NotKnown }
            .Select(state => (State: state, Count: use.DaysIn(state)))
            .Where(days => days.Count > 0 && !use.IsOwn)
            .Select(days => texts["StackUsage.Days." + days.State, days.Count])
            .Prepend(texts[StackUsageText.DaysUsed, use.UsedDays]));

    /// <summary>How it stands now, and since when.</summary>
    public static string Standing(Texts texts, StackUse use, StackUsageRead read)
    {
        if (use.IsOwn)
            return texts[StackUsageText.OwnHelp];
        if (use.IsNobodys)
            return texts[read.NamesFault is null ? StackUsageText.DeletedHelp : StackUsageText.NotListedHelp];
        var since = use.Times.Since is { } at ? texts.Day(at) : null;
        return use.Times.Now switch
        {
            _ when read.MappingFault is not null => texts[StackUsageText.StandingUnread],
            MappingState.Mapped => since is null
                ? texts[StackUsageText.MappedBefore, read.Began is { } began ? texts.Day(began) : "?"]
                : texts[StackUsageText.MappedSince, since],
            MappingState.NotMapped => since is null ? texts[StackUsageText.NeverMapped] : texts[StackUsageText.NotMappedSince, since],
            _ => texts[StackUsageText.StandingUnread],
        };
    }

    public static string State(Texts texts, MappingState state) => texts["StackUsage.State." + state];

    /// <summary>With a sign, so that a row of days is read at a glance.</summary>
    public static string Marked(Texts texts, MappingState state)
    {
        var sign = state switch { MappingState.Mapped => "✔", MappingState.NotMapped => "✖", MappingState.Changed => "⚠", _ => "?" };
        return $"{sign} {State(texts, state)}";
    }

    /// <summary>As a spreadsheet gets it: the same in every language.</summary>
    public static string Plain(MappingState state) => state switch
    {
        MappingState.Mapped => "mapped",
        MappingState.NotMapped => "not mapped",
        MappingState.Changed => "changed",
        _ => "not known",
    };

    public static string Plain(decimal quantity) => quantity.ToString("0.##########", CultureInfo.InvariantCulture);

    public static string Day(Texts texts, DateOnly day) => texts.Day(day);

    public static string Short(Texts texts, DateOnly day) => texts.ShortDay(day);

    /// <summary>What could not be read of a stamp, and what to do; a right that is missing on the stamp is named.</summary>
    public static (string Text, string? Help) Unread(Texts texts, StackUsageRead read, CloudFault fault)
    {
        var line = ReviewLine.Of(texts, StackCodes.Unread(read.Stack, fault));
        var text = texts[
            fault == read.UsageFault && read.Since is not null ? StackUsageText.PartRead
            : fault == read.UsageFault ? StackUsageText.UsageUnread
            : fault == read.MappingFault ? StackUsageText.MappingUnread
            : StackUsageText.NamesUnread,
            read.Stack.Name,
            read.Since is { } day ? Day(texts, day) : ""];
        return fault is { Api: "stackadmin", Status: 403 }
            ? ($"{text} {texts[StackUsageText.RightMissing]}", Sentences.Reference(Refusal.From(fault), texts))
            : ($"{text} {line.Text}", line.Help);
    }
}
