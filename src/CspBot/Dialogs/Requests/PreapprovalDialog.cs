using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Approvals;
using CspBot.Requests.Preapprovals;
using CspBot.Resources;

namespace CspBot.Dialogs.Requests;

/// <summary>Asks for a pre-approval: which kind, for whom, within which limits and how long → review → a request like any other.</summary>
internal sealed class PreapprovalDialog(
    AzureOperations azure, CallerResolver callers, CustomerChoice customers, FormSeal forms, TimeProvider time)
    : ReviewDialog<PreapprovalForm, PreapprovalReview>(RequestsDialog.Entry with { Area = "Preapproval" }, customers, forms)
{
    /// <summary>Whoever may ask for something that can be pre-approved.</summary>
    public override IReadOnlyList<PartnerRole> Roles { get; } =
        [.. PreapprovalKind.All.SelectMany(kind => PartnerPowers.Who(kind.Power)).Distinct().Order()];

    public override Task<DialogReply> StepAsync(DialogTurn turn, string step, CancellationToken ct) => Options(turn).Enabled
        ? base.StepAsync(turn, step, ct)
        : Task.FromResult<DialogReply>(new DialogReply.Refuse(new Refusal("Preapproval.Off")));

    protected override string FirstStep => PreapprovalForm.Act;

    protected override PreapprovalForm Blank(string form, string customer) =>
        throw new InvalidOperationException("A blank form knows its reader.");

    protected override async Task<DialogReply> CustomerAsync(DialogTurn turn, string words, CancellationToken ct)
    {
        var (customer, card) = await Customers.ChooseAsync(this, turn, words, ct, FirstStep);
        if (customer is null)
            return Show(card!);
        var start = new PreapprovalStart(KindsOf(turn)[0].Name, turn.Texts, time.GetUtcNow(), Options(turn).Longest);
        return await FormAsync(turn, PreapprovalForm.Blank(await FormIdAsync(turn, ct), customer.Id, start), FormNotice.None, ct);
    }

    protected override async Task<(PreapprovalForm Form, IReadOnlyDictionary<string, string> Errors)> ReadAsync(
        DialogTurn turn, CancellationToken ct)
    {
        var form = PreapprovalForm.Read(turn.Input, turn.Texts);
        form = form with
        {
            Kind = Searches.ValueOf(form.Kind, PreapprovalCards.Kinds(turn.Texts, PreapprovalKind.All)),
            Duration = Searches.ValueOf(form.Duration, PreapprovalCards.Durations(turn.Texts)),
        };
        var errors = new Dictionary<string, string>(form.Errors(time.GetUtcNow(), Options(turn).Longest));
        if (form.Person.Length == 0 || turn.Caller.Person.ObjectId.Equals(form.Person, StringComparison.OrdinalIgnoreCase))
            return (form with { For = turn.Caller.Person }, errors);
        var people = await turn.ReadAsync(callers.ListAgentsAsync, ct);
        form = form with
        {
            For = people.FirstOrDefault(one => one.ObjectId.Equals(form.Person, StringComparison.OrdinalIgnoreCase))
                ?? (people.Where(one => one.Name == form.Person).ToList() is [var only] ? only : null),
        };
        if (form.For is null)
            errors["person"] = PreapprovalText.PersonUnknown;
        else if (!MayForOthers(turn))
            errors["person"] = PreapprovalText.PersonOnlyYou;
        return (form, errors);
    }

    protected override async Task<DialogReply> FormAsync(
        DialogTurn turn, PreapprovalForm form, FormNotice notice, CancellationToken ct)
    {
        if (!Guid.TryParse(form.Customer, out _))
            return await CustomerAsync(turn, "", ct);
        var people = MayForOthers(turn)
            ? await turn.ProbeAsync(callers.ListAgentsAsync, ct)
            : new Probe<IReadOnlyList<Person>>([], null);
        var view = new PreapprovalView(
            form,
            azure.FindKnownCustomer(form.Customer)?.Name ?? form.Customer,
            KindsOf(turn),
            [.. (people.Value ?? []).Where(person => !person.IsSame(turn.Caller.Person))],
            Options(turn).Longest)
        {
            Errors = notice.Errors,
            Banner = notice.Banner ?? (people.Fault is { } fault ? RefusalCards.Banner(Refusal.From(fault), turn.Texts) : null),
        };
        return Show(PreapprovalCards.Form(turn.Texts, view), notice.Refused);
    }

    protected override async Task<PreapprovalReview> ReviewAsync(DialogTurn turn, PreapprovalForm form, CancellationToken ct)
    {
        var approvers = turn.ProbeAsync(token => callers.ListApproversAsync(form.Customer, token), ct);
        var relation = await turn.ProbeAsync(token => azure.GetCustomerAsync(form.Customer, token), ct);
        var judged = relation.Value is { } known && form is { Known: { } kind, For: not null }
            ? await turn.ProbeAsync(token => JudgeAsync(turn, form, Case(form, kind, known.Customer), token), ct)
            : null;
        return new PreapprovalReview(form, relation, await approvers, judged);
    }

    protected override ReviewText Say(DialogTurn turn, PreapprovalReview review)
    {
        var (texts, form) = (turn.Texts, review.Form);
        if (review.Relation.Fault is { } fault)
            return new ReviewText(texts[PreapprovalText.Name], [ReviewLine.Of(texts, fault)], []);
        var customer = review.Relation.Value!.Customer;
        var others = review.Approvers with
        {
            Value = review.Approvers.Value?.Where(person => form.For?.IsSame(person) != true).ToList(),
        };
        return new ReviewText(
            texts[PreapprovalText.ReviewTitle, customer.Name],
            [
                .. WhyNot(turn, review, customer).Select(refusal => ReviewLine.Of(texts, refusal)),
                new ReviewLine(
                    Mark.Caution,
                    Make(turn, review).Means(texts)!,
                    texts[PreapprovalText.Line_runs_Help]),
                ReviewLine.Approvers(texts, Area, others, turn.Caller.Person),
            ],
            Make(turn, review).Facts(texts));
    }

    protected override Operation Make(DialogTurn turn, PreapprovalReview review)
    {
        var (form, customer) = (review.Form, review.Relation.Value!.Customer);
        var kind = form.Known!;
        return new PreapprovalOperation
        {
            CustomerId = customer.Id,
            CustomerName = customer.Name,
            Reason = form.Reason,
            What = kind.Name,
            For = form.For!,
            Roles = kind.HasRole ? form.RoleIds : [],
            Longest = kind.HasLength ? form.Length : null,
            Ceiling = kind.HasAmount ? form.Money : null,
            From = form.Begins(time.GetUtcNow()),
            Until = form.Ends!.Value,
        };
    }

    private static IEnumerable<Refusal> WhyNot(DialogTurn turn, PreapprovalReview review, Customer customer)
    {
        var kind = review.Form.Known!;
        if (!turn.Caller.May(kind.Power))
            yield return Refusal.Lacks(kind.Power);
        if (turn.Rules?.WarningOf(customer.Id, customer.Name) is not null)
            yield return new Refusal("Preapproval.Sensitive", customer.Name);
        if (review.Judged is { Fault: { } fault })
            yield return Refusal.From(fault);
        if (review.Judged?.Value is not { } judged)
            yield break;
        if (judged.Found.Need is null)
            yield return new Refusal("Preapproval.NeedsNobody");
        if (judged.For.Person.IsSame(turn.Caller.Person))
            yield break;
        if (!judged.For.May(kind.Power) || !judged.For.Sees(customer.Id))
            yield return new Refusal("Preapproval.MayNot", judged.For.Person.Name);
        else if (!judged.For.May(kind.RunPower))
            yield return new Refusal("Preapproval.AsksThemself", judged.For.Person.Name);
    }

    private async Task<PreapprovalJudged> JudgeAsync(DialogTurn turn, PreapprovalForm form, PolicyCase most, CancellationToken ct)
    {
        var who = form.For!.IsSame(turn.Caller.Person) ? turn.Caller : await callers.ResolveForReadingAsync(form.For, ct);
        var (found, _) = await turn.Rules!.JudgeAsync(most, who, ct);
        return new PreapprovalJudged(who, found);
    }

    /// <summary>The most that it would let run, as it would be asked for.</summary>
    private static PolicyCase Case(PreapprovalForm form, PreapprovalKind kind, Customer customer) =>
        new(kind.Dialog, customer.Id, customer.Name)
        {
            RuledLike = kind.RuledLike,
            Power = kind.Power,
            RunPower = kind.RunPower,
            Roles = kind.HasRole ? form.RoleIds : [],
            Lasts = kind.HasLength ? form.Length : null,
            Amount = kind.HasAmount ? new CommittedAmount(form.Money, null) : null,
        };

    private static PreapprovalOptions Options(DialogTurn turn) => turn.Rules?.Options.Standing ?? new PreapprovalOptions();

    private static IReadOnlyList<PreapprovalKind> KindsOf(DialogTurn turn) =>
        [.. PreapprovalKind.All.Where(kind => turn.Caller.May(kind.Power))];

    /// <summary>Everybody asks for their own; for others, those who look after all.</summary>
    private static bool MayForOthers(DialogTurn turn) => turn.Caller.Has(PartnerRole.AdminAgent);
}
