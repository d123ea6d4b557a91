using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Customers;

/// <summary>What ties a customer to us, and the request of delegated administration: its fields, lines and operation.</summary>
internal sealed partial class RelationDialog(
    AzureOperations azure,
    CallerResolver callers,
    CustomerChoice customers,
    FormSeal forms,
    PartnerOptions partner,
    TimeProvider time)
    : ReviewDialog<RelationForm, RelationReview>(CustomersDialog.Entry with { Area = "CustomerRelation" }, customers, forms)
{
    /// <summary>Sales agents see it and send the reseller link; admin agents ask for delegated administration.</summary>
    public override IReadOnlyList<PartnerRole> Roles { get; } = PartnerPowers.Who(PartnerPower.AskReseller);

    public override Task<DialogReply> StepAsync(DialogTurn turn, string step, CancellationToken ct) => step switch
    {
        "invitation" => InvitationAsync(turn, ct),
        "approval" => ApprovalAsync(turn, ct),
        _ => base.StepAsync(turn, step, ct),
    };

    protected override string FirstStep => RelationForm.Act;

    protected override RelationForm Blank(string form, string customer) => RelationForm.Blank(form, customer);

    protected override Task<(RelationForm Form, IReadOnlyDictionary<string, string> Errors)> ReadAsync(
        DialogTurn turn, CancellationToken ct)
    {
        var form = RelationForm.Read(turn.Input);
        return Task.FromResult((form with { Duration = DurationOf(form.Duration) }, form.Errors()));
    }

    protected override async Task<DialogReply> FormAsync(DialogTurn turn, RelationForm form, FormNotice notice, CancellationToken ct)
    {
        if (!Guid.TryParse(form.Customer, out _))
            return await CustomerAsync(turn, "", ct);
        var facts = await RelationFacts.ReadAsync(azure, turn, form.Customer, ct);
        var banner = notice.Errors.Count > 0
            ? Look.ToMend(turn.Texts, notice.Errors)
            : notice.Banner;
        if (facts.Relation.Fault is { } fault)
            banner ??= RefusalCards.Banner(Refusal.From(fault), turn.Texts);
        if (turn.Input.IsTrue(Remarks.Asked) && facts.Relation.Value is { } known)
            banner ??= Look.Banner(
                Look.Calm,
                turn.Texts[
                    known.Delegated.IsActive ? CustomerRelationText.Answer_Active : CustomerRelationText.Answer_None, known.Customer.Name]);
        var name = facts.Relation.Value?.Customer.Name ?? azure.FindKnownCustomer(form.Customer)?.Name ?? form.Customer;
        var view = new RelationView(form, name, facts, time.GetUtcNow())
        {
            MayAsk = turn.Caller.May(PartnerPower.AskDelegation),
            Group = partner.DelegationGroupId,
            Banner = banner,
            Errors = notice.Errors,
        };
        return Show(RelationCards.Form(turn.Texts, view), notice.Refused);
    }

    protected override async Task<RelationReview> ReviewAsync(DialogTurn turn, RelationForm form, CancellationToken ct)
    {
        var approvers = turn.ProbeAsync(token => callers.ListApproversAsync(form.Customer, token), ct);
        var group = turn.ProbeAsync(token => azure.HasGroupAsync(partner.DelegationGroupId, token), ct);
        var facts = await RelationFacts.ReadAsync(azure, turn, form.Customer, ct);
        return new RelationReview(form, facts.Relation, facts.Access, await approvers) { Group = await group };
    }

    protected override ReviewText Say(DialogTurn turn, RelationReview review)
    {
        var (texts, form) = (turn.Texts, review.Form);
        if (review.Relation.Fault is { } fault)
            return new ReviewText(texts[CustomerRelationText.Name], [ReviewLine.Of(texts, fault)], []);
        var customer = review.Relation.Value!.Customer;
        return new ReviewText(
            texts[CustomerRelationText.ReviewTitle, customer.Name],
            [
                .. turn.Caller.May(PartnerPower.AskDelegation)
                    ? []
                    : new[] { ReviewLine.Of(texts, Refusal.Lacks(PartnerPower.AskDelegation)) },
                .. RelationCards.Lines(texts, review, partner.DelegationGroupId, time.GetUtcNow()),
                ReviewLine.Approvers(texts, Area, review.Approvers, turn.Caller.Person),
            ],
            [(texts[CustomerRelationText.Reason], form.Reason)]);
    }

    protected override Operation Make(DialogTurn turn, RelationReview review)
    {
        var customer = review.Relation.Value!.Customer;
        return new RequestRelationOperation
        {
            CustomerId = customer.Id,
            CustomerName = customer.Name,
            Reason = review.Form.Reason,
            Roles = review.Form.RoleIds,
            Duration = review.Form.Duration,
            Extends = review.Form.IsExtended,
            GroupId = partner.DelegationGroupId,
        };
    }

    /// <summary>What a choice says, where a client sent that.</summary>
    private static string DurationOf(string sent) => RelationForm.Durations.FirstOrDefault(value => Texts.All.Any(texts =>
        texts["CustomerRelation.Duration." + value].Equals(sent, StringComparison.OrdinalIgnoreCase))) ?? sent;
}
