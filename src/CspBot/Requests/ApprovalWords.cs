using System.Globalization;
using CspBot.Cloud;
using CspBot.Partner;
using CspBot.Resources;

namespace CspBot.Requests;

/// <summary>What an approval takes and who gave it, in words: the amount against the limit, the second person, the rate's source.</summary>
internal static class ApprovalWords
{
    /// <summary>Name and value: the amount as it was counted, and who said yes.</summary>
    public static IEnumerable<(string Name, string Value)> Facts(Request request, Texts texts)
    {
        if (request.Needs?.Amount is { } amount)
            yield return (texts[RequestsText.LimitFact], Weighed(amount, texts));
        if (request.ApprovedBy is { Count: > 0 } people)
            yield return (texts[RequestsText.ApprovedByFact], Names(people, texts));
    }

    /// <summary>Below "asks for your approval": what this approval takes, and what stands already; null for one person's yes.</summary>
    /// <param name="reader">Object id of who reads it; null for a shared conversation.</param>
    public static string? Wanted(Request request, Texts texts, string? reader)
    {
        var lines = new List<string>();
        var isFirst = reader is not null && reader.Equals(request.FirstYes?.By.ObjectId, StringComparison.OrdinalIgnoreCase);
        if (request.FirstYes is { } first)
        {
            lines.Add(isFirst ? texts[RequestsText.YouApprovedFirst] : texts[RequestsText.SecondWanted, first.By.Name]);
            if (first.Comment is { } comment)
                lines.Add(texts[RequestsText.CommentLine, first.By.Name, comment]);
        }
        else if (request.Needs is { People: > 1 })
        {
            lines.Add(texts[RequestsText.TwoWanted]);
        }

        if (request.Needs is { MustRun: true } && !isFirst)
        {
            var role = texts["Help.Role." + PartnerPowers.First(request.Operation.RunPower)];
            lines.Add(texts[RequestsText.RunnerWanted, request.Requester.Name, role]);
        }

        return lines.Count == 0 ? null : string.Join("\n\n", lines);
    }

    public static string Names(IReadOnlyList<Person> people, Texts texts) =>
        people is [var one, var other]
            ? texts[RequestsText.TwoNames, one.Name, other.Name]
            : string.Join(", ", people.Select(person => person.Name));

    /// <summary>For the audit: how many people, and the amount as it was counted; null for one person's yes.</summary>
    public static string? Told(ApprovalNeed? need) => need is null ? null
        : string.Create(CultureInfo.InvariantCulture, $"{need.People} {(need.MustRun ? "who may run it" : "of the approvers")}")
            + (need.Amount is { } amount ? "; " + Weighed(amount, Texts.English) : "");

    private static string Weighed(WeighedAmount amount, Texts texts)
    {
        var limit = In(texts, amount.Limit);
        if (amount.Counted is not { } counted)
            return amount.Told is { } told
                ? texts[RequestsText.LimitNoRate, In(texts, told), limit]
                : texts[RequestsText.LimitUntold, limit];
        var key = amount.IsAbove ? RequestsText.LimitAbove : RequestsText.LimitWithin;
        var said = texts[key, In(texts, new Money(counted, amount.Limit.Currency)), limit];
        return amount is { Rate: { } rate, Told: { } from }
            ? texts[
                RequestsText.LimitRate,
                said,
                In(texts, from),
                rate.ToString("0.######", texts.Culture),
                amount.Limit.Currency,
                from.Currency,
                amount.Source ?? ""]
            : said;
    }

    private static string In(Texts texts, Money money) => $"{money.Amount.ToString("N2", texts.Culture)} {money.Currency}";
}
