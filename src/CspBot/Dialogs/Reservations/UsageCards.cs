using System.Globalization;
using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>How well one holding is used: a picture, the same in words, by subscription, and what it is worth.</summary>
internal static class UsageCards
{
    public static AdaptiveCard One(Texts texts, Customer customer, Holding holding, UsageLook look)
    {
        // Credits have no hours to be used by the day: they are used up. So may be what is called one-time since nothing tells more.
        var isCredit = holding.Kind == HoldingKind.PrePurchase
            || (holding.Kind == HoldingKind.OneTime && !look.Facts.Days.Any(day => day.Reserved > 0));
        IReadOnlyList<UsedTime> days = isCredit ? [] : UsageFigures.Last(look.Facts.Days, UsageFigures.Window);
        var title = texts[ReservationUsageText.Title, HoldingWords.Product(texts, holding)];
        return Look.Card(
            texts,
            title,
            [
                Look.Small(texts[
                    ReservationUsageText.Whose,
                    customer.Name,
                    HoldingWords.Kind(texts, holding.Kind),
                    holding.Hourly is null
                        ? texts[ReservationUsageText.Quantity, ProductWords.Number(texts, holding.Quantity)]
                        : HoldingWords.Quantity(texts, holding)]),
                look.DaysFault is { } fault ? RefusalCards.Banner(Why(fault), texts) : null,
                .. Shares(texts, holding, days),
                .. days.Count > 0 ? Picture(texts, days) : [isCredit ? UsedUp(texts, look) : Untold(texts, holding, look)],
                .. Users(texts, look),
                .. holding is { Kind: HoldingKind.Reservation, InAzure: true } ? UsageWorth.Lines(texts, look) : [],
                UsageWorth.Unused(texts, holding, days),
                Recommend(texts, customer),
            ],
            [
                look.IsToBeAskedAgain
                    ? Look.Go(texts[ReservationUsageText.AgainButton], "reservations/usage", ReservationsCards.About(customer, holding))
                    : null,
                days.Count > 0
                    ? Look.Go(texts[ReservationUsageText.CsvButton], "reservations/usage", Csv(customer, holding))
                    : null,
                Look.Go(texts[ReservationUsageText.AllButton], "reservations/usage", ReservationsCards.Of(customer)),
                Look.Go(texts[ReservationUsageText.BackButton], "reservations/list", ReservationsCards.Of(customer)),
            ],
            days.Count > 0 ? $"{title}: {InWords(texts, days)}" : title);
    }

    /// <summary>All days that are told, to copy into a spreadsheet.</summary>
    public static AdaptiveCard Export(Texts texts, Customer customer, Holding holding, UsageLook look)
    {
        var (field, _) = Resources.Csv.Field(
            texts,
            ["day", "reserved hours", "used hours", "used percent"],
            look.Facts.Days.Select(IReadOnlyList<string> (day) =>
            [
                day.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                Plain(day.Reserved),
                Plain(day.Used),
                Plain(UsageFigures.Percent([day], 1)),
            ]));
        return Look.Card(
            texts,
            texts[ReservationUsageText.Title, HoldingWords.Product(texts, holding)],
            [look.DaysFault is { } fault ? RefusalCards.Banner(Why(fault), texts) : null, field],
            [
                Look.Go(texts[ReservationUsageText.OpenButton], "reservations/usage", ReservationsCards.About(customer, holding)),
                Look.Go(texts[ReservationUsageText.BackButton], "reservations/list", ReservationsCards.Of(customer)),
            ]);

        static string Plain(decimal? number) => number?.ToString("0.##", CultureInfo.InvariantCulture) ?? "";
    }

    /// <summary>The way to the recommendations: a word, since one more button would be cut on a narrow card.</summary>
    public static AdaptiveContainer? Recommend(Texts texts, Customer customer) => Look.Words(
        [Look.Word(texts[ReservationUsageText.RecommendButton], "reservations/recommend", ReservationsCards.Of(customer))]);

    private static JsonObject Csv(Customer customer, Holding holding)
    {
        var data = ReservationsCards.About(customer, holding);
        data["csv"] = "true";
        return data;
    }

    /// <summary>Rights on an order are apart from those on subscriptions (azure §7.4): the refusal says of which.</summary>
    public static Refusal Why(CloudFault fault) => fault.Reason == CloudReason.NoRightOnSubscription
        ? Refusal.From(fault) with { Reason = "ReservationUsage.NoRightOnOrder" }
        : Refusal.From(fault);

    /// <summary>Over 1, 7 and 30 days: from the days where they are told, otherwise as Azure's list has it.</summary>
    private static IEnumerable<AdaptiveElement> Shares(Texts texts, Holding holding, IReadOnlyList<UsedTime> days)
    {
        (string Name, decimal? Percent)[] shares = days.Count > 0
            ?
            [
                (texts[ReservationUsageText.LastDay, UsageWords.Day(texts, days[^1].From)], UsageFigures.Percent(days, 1)),
                (texts[ReservationUsageText.LastDays, 7], UsageFigures.Percent(days, 7)),
                (texts[ReservationUsageText.LastDays, UsageFigures.Window], UsageFigures.Percent(days, UsageFigures.Window)),
            ]
            : [.. holding.Used.OrderBy(one => one.Days).Select(one => (
                one.Days == 1 ? texts[ReservationUsageText.LastDayUntold] : texts[ReservationUsageText.LastDays, one.Days],
                (decimal?)one.Percent))];
        return shares.Any(share => share.Percent is not null)
            ? [Look.Facts(shares.Select(share => (share.Name, share.Percent is { } percent ? HoldingWords.Percent(texts, percent) : "")))]
            : [];
    }

    private static IEnumerable<AdaptiveElement> Picture(Texts texts, IReadOnlyList<UsedTime> days)
    {
        Bar[] bars =
        [
            .. from day in days
               let percent = UsageFigures.Percent([day], 1)
               where percent is not null
               select new Bar(
                   UsageWords.Day(texts, day.From),
                   day.From.Day.ToString(texts.Culture),
                   Math.Round(percent.Value, 1),
                   Math.Round(percent.Value).ToString("N0", texts.Culture),
                   UsageWords.Level(percent.Value)),
        ];
        if (bars.Length == 0)
            yield break;
        yield return BarChart.Percentages(
            texts[ReservationUsageText.ChartTitle],
            texts[
                ReservationUsageText.ColumnsTitle, bars[Math.Max(0, bars.Length - BarChart.MostColumns)].Label, bars[^1].Label],
            texts[ReservationUsageText.ChartAxis],
            bars);
        yield return Look.Text(InWords(texts, days));
    }

    /// <summary>What the picture shows, for those who hear the card.</summary>
    private static string InWords(Texts texts, IReadOnlyList<UsedTime> days)
    {
        var told = days.Select(day => (Day: day.From, Percent: UsageFigures.Percent([day], 1)))
            .Where(day => day.Percent is not null)
            .ToList();
        var (least, most) = (told.MinBy(day => day.Percent), told.MaxBy(day => day.Percent));
        return texts[
            ReservationUsageText.InWords,
            told.Count,
            HoldingWords.Percent(texts, UsageFigures.Percent(days, UsageFigures.Window) ?? 0),
            HoldingWords.Percent(texts, least.Percent ?? 0),
            UsageWords.Day(texts, least.Day),
            HoldingWords.Percent(texts, most.Percent ?? 0),
            UsageWords.Day(texts, most.Day)];
    }

    private static AdaptiveTextBlock UsedUp(Texts texts, UsageLook look) => Look.Text(
        look.DaysFault is not null ? texts[ReservationUsageText.DaysUnread]
        : look.Facts.Days.LastOrDefault(day => day.UsedUp is not null) is { } last
            ? texts[
                ReservationUsageText.UsedUp,
                HoldingWords.Percent(texts, last.UsedUp!.Value),
                UsageWords.DayAndYear(texts, last.From)]
        : texts[ReservationUsageText.NoDays]);

    private static AdaptiveTextBlock Untold(Texts texts, Holding holding, UsageLook look) => Look.Text(texts[
        look.DaysFault is not null ? ReservationUsageText.DaysUnread
        : holding.InAzure && holding.Id.Length > 0 ? ReservationUsageText.NoDays
        : ReservationUsageText.NotMeasured]);

    private static IEnumerable<AdaptiveElement> Users(Texts texts, UsageLook look)
    {
        if (look.UsersFault is { } fault && look.DaysFault is null)
        {
            yield return Look.Section(texts[ReservationUsageText.UsersTitle, UsageFigures.Window]);
            yield return Look.Line(Mark.Waiting, texts[ReservationUsageText.UsersUnread], Sentences.Say(Why(fault), texts));
        }

        if (look.Users.Count == 0)
            yield break;
        var all = look.Users.Sum(use => use.Hours);
        yield return Look.Section(texts[ReservationUsageText.UsersTitle, UsageFigures.Window]);
        foreach (var use in look.Users.Take(10))
        {
            var name = look.Names.FirstOrDefault(one => one.Id.Equals(use.Subscription, StringComparison.OrdinalIgnoreCase))?.Name;
            yield return Look.Text(texts[
                ReservationUsageText.UsersLine,
                name ?? (use.Subscription.Length > 0 ? use.Subscription : texts[ReservationUsageText.UsersUnknown]),
                HoldingWords.Percent(texts, 100 * use.Hours / all),
                UsageWords.Hours(texts, use.Hours),
                use.Machines]);
        }
    }
}
