using System.Globalization;
using CspBot.Cloud;
using CspBot.Partner;
using CspBot.Requests.Preapprovals;
using CspBot.Resources;

namespace CspBot.Requests.Approvals;

/// <summary>What an approval takes and who gave it, in words: the amount against the limit, the second person, the rate's source.</summary>
internal static class ApprovalWords
{
    private const int MostNamed = 3;

    /// <summary>Name and value: an end that comes early, the rule that it keeps, the ticket, the amount as counted, who said yes.</summary>
    public static IEnumerable<(string Name, string Value)> Facts(Request request, Texts texts)
    {
        foreach (var end in EndWords.Facts(request, texts))
            yield return end;
        if (request.Rule is { } rule)
            yield return (texts[PolicyText.RuleFact], rule.Name);
        if (request.Rule is { Ticket: { Length: > 0 } ticket } && ticket != request.Operation.OwnTicket)
            yield return (texts[PolicyText.TicketFact], ticket);
        foreach (var given in PreapprovalWords.Facts(request, texts))
            yield return given;
        if (request.Needs?.Amount is { } amount)
            yield return (texts[RequestsText.LimitFact], Weighed(amount, texts));
        if (request is { Needs: { People: > 1 and var people }, EarlyYes: { Count: > 0 } said } && request.ApprovedBy.Count < people)
            yield return (texts[PolicyText.CountFact], texts[PolicyText.Count, said.Count, people, NamesOfYes(request, texts)]);
        else if (request.ApprovedBy.Count > 0)
            yield return (texts[RequestsText.ApprovedByFact], ApprovedBy(request, texts));
    }

    /// <summary>To its requester while it waits: whose yes would do, without those who have said it.</summary>
    public static IEnumerable<(string Name, string Value)> WhoCan(Request request, Texts texts)
    {
        var names = (request.State == RequestState.PendingApproval ? request.Asked ?? [] : [])
            .Where(person => !request.HasSaidYes(person.ObjectId))
            .Select(person => person.Name)
            .ToList();
        if (names.Count == 0)
            yield break;
        var said = string.Join(", ", names.Take(MostNamed));
        yield return (
            texts[RequestsText.WhoCanFact],
            names.Count > MostNamed ? texts[RequestsText.WhoCanMore, said, names.Count - MostNamed] : said);
    }

    /// <summary>Below "asks for your approval": what this approval takes, and what stands already; null for one person's yes.</summary>
    /// <param name="reader">Object id of who reads it; null for a shared conversation.</param>
    public static string? Wanted(Request request, Texts texts, string? reader)
    {
        var lines = new List<string>();
        var hasSaidYes = request.HasSaidYes(reader);
        lines.AddRange(NoLongerCounts(request, texts));
        if (request.FirstYes is not null)
        {
            lines.Add(request.HasOwnYes(reader) ? YouSaidYes(request, texts) : MoreWanted(request, texts));
            lines.AddRange(request.EarlyYes
                .Where(yes => yes.Comment is not null)
                .Select(yes => texts[RequestsText.CommentLine, Name(yes, texts), yes.Comment]));
        }
        else if (request.Needs is { People: > 1 and var people })
        {
            lines.Add(people > 2 ? texts[PolicyText.SeveralWanted, people]
                : texts[reader is null ? RequestsText.TwoWantedForAll : RequestsText.TwoWanted]);
        }

        if (request.Needs is { MustRun: true } && !hasSaidYes)
        {
            var role = texts["Help.Role." + PartnerPowers.First(request.Operation.RunPower)];
            lines.Add(texts[RequestsText.RunnerWanted, request.Requester.Name, role]);
        }

        if (request.SignInWithin is { } oldest && !hasSaidYes)
            lines.Add(texts[PolicyText.SignInWanted, Durations.Say(texts, oldest)]);
        return lines.Count == 0 ? null : string.Join("\n\n", lines);
    }

    /// <summary>Whose yes no longer counts, and how many more are needed then: a line for each.</summary>
    public static IEnumerable<string> NoLongerCounts(Request request, Texts texts)
    {
        var more = (request.Needs?.People ?? 1) - request.EarlyYes.Count;
        return (request.State == RequestState.PendingApproval ? request.Lapsed ?? [] : []).Select(person => more == 1
            ? texts[PolicyText.OneLapsed, person.Name]
            : texts[PolicyText.SomeLapsed, person.Name, more]);
    }

    /// <summary>The state of what some have approved: who, and that more must.</summary>
    public static string SoFar(Request request, Texts texts) => IsForTwo(request)
        ? texts[RequestsText.Line_firstYes, Name(request.FirstYes!, texts)]
        : texts[PolicyText.Line_someYes, request.EarlyYes.Count, request.Needs!.People, NamesOfYes(request, texts)];

    /// <summary>The same once nobody waits any more.</summary>
    public static string TooFewInTime(Request request, Texts texts) => IsForTwo(request)
        ? texts[RequestsText.Line_expiredSecond, Name(request.FirstYes!, texts)]
        : texts[PolicyText.Line_expiredSome, request.EarlyYes.Count, request.Needs!.People, NamesOfYes(request, texts)];

    /// <summary>To those who have not said yes.</summary>
    public static string MoreWanted(Request request, Texts texts) => IsForTwo(request)
        ? texts[RequestsText.SecondWanted, Name(request.FirstYes!, texts)]
        : texts[PolicyText.MoreWanted, request.EarlyYes.Count, request.Needs!.People, NamesOfYes(request, texts)];

    /// <summary>To one who has.</summary>
    public static string YouSaidYes(Request request, Texts texts) => IsForTwo(request)
        ? texts[RequestsText.YouApprovedFirst]
        : texts[PolicyText.YouApproved, request.EarlyYes.Count, request.Needs!.People];

    /// <summary>To one whose click came behind somebody else's.</summary>
    public static string Meanwhile(Request request, Person last, Texts texts) => IsForTwo(request)
        ? texts[RequestsText.FirstMeanwhile, last.Name]
        : texts[PolicyText.Meanwhile, last.Name, request.EarlyYes.Count, request.Needs!.People];

    private static bool IsForTwo(Request request) => request.Needs is null or { People: 2 };

    private static string NamesOfYes(Request request, Texts texts) => Names([.. request.EarlyYes.Select(yes => Name(yes, texts))], texts);

    /// <summary>Everybody who approved it, in their order.</summary>
    public static string ApprovedBy(Request request, Texts texts) =>
        Names([.. request.Said.Where(decision => decision.Approved).Select(yes => Name(yes, texts))], texts);

    /// <summary>Who decided, and in whose place.</summary>
    public static string Name(Decision decision, Texts texts) =>
        decision.For is { } absent ? texts[AbsenceText.InPlaceOf, decision.By.Name, absent.Name] : decision.By.Name;

    private static string Names(IReadOnlyList<string> people, Texts texts) =>
        people is [var one, var other]
            ? texts[RequestsText.TwoNames, one, other]
            : string.Join(", ", people);

    /// <summary>For the audit: which of the approvers a rule wants; null for all of them.</summary>
    public static string? Told(AppliedRule? rule) => rule?.Decided?.Names;

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
