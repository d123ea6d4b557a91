using CspBot.Cloud;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>Recommendations in words: what, what it saves, what it rests on.</summary>
internal static class RecommendWords
{
    private const decimal DaysOfMonth = 365m / 12;

    /// <summary>Whose usage, over how long, for which scope and term.</summary>
    public static string Basis(Texts texts, RecommendAsk ask) => texts[
        ReservationRecommendText.Basis,
        ask.Chosen.Name,
        ask.Wanted.LookBackDays,
        texts["ReservationRecommend.Choice." + ask.Wanted.Scope],
        texts["ReservationRecommend.Choice." + ask.Wanted.Term]];

    public static string What(Texts texts, RecommendAsk ask, Recommendation one) => texts[
        ReservationRecommendText.What,
        Number(texts, one.Quantity),
        ProductWords.Reserved(texts, Reserved(ask.Wanted.Resource), one.Sku, one.Location, one.Sku)];

    /// <summary>A month's and the term's saving, and what part it is of the cost as you go.</summary>
    public static string Saves(Texts texts, Recommendation one)
    {
        if (one.Saved is not { } saved || PerMonth(one) is not { } month)
            return texts[ReservationRecommendText.SavesUnknown];
        var percent = one.Without is { Amount: > 0 } without ? HoldingWords.Percent(texts, 100 * saved.Amount / without.Amount) : null;
        var amounts = texts[
            ReservationRecommendText.Saves,
            UsageWords.Amount(texts, month),
            UsageWords.Amount(texts, month with { Amount = month.Amount * Months(one.Term) })];
        var line = percent is null ? amounts : texts[ReservationRecommendText.SavesPercent, amounts, percent];
        return saved.Currency.Length > 0 ? line : $"{line} {texts[ReservationRecommendText.NoCurrency]}";
    }

    /// <summary>The group whose sizes share it; null where the service names none.</summary>
    public static string? RestsOn(Texts texts, Recommendation one) =>
        one.Group.Length == 0 || one.Group.Equals("NA", StringComparison.OrdinalIgnoreCase) ? null
        : one is { NormalizedQuantity: { } counted, NormalizedSize: { Length: > 0 } size }
            ? texts[ReservationRecommendText.GroupCounted, one.Group, Number(texts, counted), ProductWords.InWords(size)]
            : texts[ReservationRecommendText.Group, one.Group];

    public static string Plan(Texts texts, PlanRecommendation plan) => texts[
        ReservationRecommendText.Plan,
        UsageWords.HourPrice(texts, plan.Hourly),
        texts["ReservationRecommend.Choice." + plan.Term]];

    public static string PlanSaves(Texts texts, PlanRecommendation plan)
    {
        var parts = new List<string>();
        if (plan is { Saved: { } saved, Hours: > 0 })
        {
            var month = saved with { Amount = saved.Amount / plan.Hours * 24 * DaysOfMonth };
            parts.Add(texts[
                ReservationRecommendText.Saves,
                UsageWords.Amount(texts, month),
                UsageWords.Amount(texts, month with { Amount = month.Amount * Months(plan.Term) })]);
        }

        if (plan.SavedPercent is { } percent)
            parts.Add(texts[ReservationRecommendText.PlanPercent, HoldingWords.Percent(texts, percent)]);
        if (plan.Coverage is { } coverage)
            parts.Add(texts[ReservationRecommendText.PlanCoverage, HoldingWords.Percent(texts, coverage)]);
        return parts.Count > 0 ? string.Join(" · ", parts) : texts[ReservationRecommendText.SavesUnknown];
    }

    /// <summary>The card's figures as lines of plain text.</summary>
    public static string ToSend(
        Texts texts, RecommendAsk ask, IEnumerable<Recommendation> reserve, IEnumerable<PlanRecommendation> commit) => string.Join('\n',
        [
            texts[ReservationRecommendText.Title, ask.Customer.Name],
            Basis(texts, ask),
            .. reserve.Select(one => $"• {texts[ReservationUsageText.ListPlan, What(texts, ask, one), Saves(texts, one)]}"),
            .. commit.Select(plan => $"• {texts[ReservationUsageText.ListPlan, Plan(texts, plan), PlanSaves(texts, plan)]}"),
        ]);

    public static Money? PerMonth(Recommendation one) => one.Saved is { } saved && one.Period > TimeSpan.Zero
        ? saved with { Amount = saved.Amount / (decimal)one.Period.TotalDays * DaysOfMonth }
        : null;

    public static string Number(Texts texts, decimal number) => number.ToString("#,0.##", texts.Culture);

    /// <summary>Microsoft.Capacity writes four of the words otherwise than Microsoft.Consumption.</summary>
    public static string Reserved(string resource) => resource switch
    {
        "SQLDatabases" => "SqlDatabases",
        "CosmosDB" => "CosmosDb",
        "PostgreSQL" => "PostgreSql",
        "MySQL" => "MySql",
        _ => resource,
    };

    private static int Months(string term) => term == "P3Y" ? 36 : 12;
}
