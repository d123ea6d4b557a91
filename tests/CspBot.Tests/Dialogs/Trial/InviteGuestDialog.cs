using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Tests.Dialogs.Trial;

/// <summary>A changing dialog made as the README says, to see what one costs: invites a guest into a customer's directory.</summary>
internal sealed class InviteGuestDialog(AzureOperations azure, CallerResolver callers, CustomerChoice customers, FormSeal forms)
    : ReviewDialog<InviteGuestForm, InviteGuestReview>(Entry, customers, forms)
{
    public static DialogEntry Entry { get; } = new(
        "invite-guest",
        "InviteGuest",
        typeof(InviteGuestDialog),
        new Dictionary<string, Type> { ["invite-guest"] = typeof(InviteGuestOperation) });

    protected override InviteGuestForm Blank(string form, string customer) => new(form, customer, "", "");

    protected override Task<(InviteGuestForm Form, IReadOnlyDictionary<string, string> Errors)> ReadAsync(
        DialogTurn turn, CancellationToken ct)
    {
        var form = new InviteGuestForm(turn.Input.Form, turn.Input["customer"], turn.Input["email"], turn.Input["reason"]);
        return Task.FromResult((form, form.Errors()));
    }

    protected override async Task<DialogReply> FormAsync(DialogTurn turn, InviteGuestForm form, FormNotice notice, CancellationToken ct)
    {
        if (!Guid.TryParse(form.Customer, out _))
            return await CustomerAsync(turn, "", ct);
        var name = azure.FindKnownCustomer(form.Customer)?.Name ?? form.Customer;
        return Show(InviteGuestCards.Form(turn.Texts, form, name, notice), notice.Refused);
    }

    protected override async Task<InviteGuestReview> ReviewAsync(DialogTurn turn, InviteGuestForm form, CancellationToken ct)
    {
        var relation = turn.ProbeAsync(token => azure.GetCustomerAsync(form.Customer, token), ct);
        var user = turn.ProbeAsync(token => azure.FindUserAsync(form.Customer, form.Email, token), ct);
        var approvers = turn.ProbeAsync(token => callers.ListApproversAsync(form.Customer, token), ct);
        return new InviteGuestReview(form, await relation, await user, await approvers);
    }

    protected override ReviewText Say(DialogTurn turn, InviteGuestReview review) => new(
        turn.Texts[InviteGuestText.ReviewTitle, review.Form.Email],
        [
            review.Relation.Fault is { } unread ? ReviewLine.Of(turn.Texts, unread)
                : new ReviewLine(Mark.Done, turn.Texts[InviteGuestText.Line_Customer, review.Relation.Value!.Customer.Name]),
            review.User.Fault is { } fault ? ReviewLine.Of(turn.Texts, fault)
                : review.User.Value is { } user ? ReviewLine.Of(turn.Texts, new Refusal("InviteGuest.ThereAlready", user.DisplayName))
                : new ReviewLine(Mark.Done, turn.Texts[InviteGuestText.Line_New]),
            ReviewLine.Approvers(turn.Texts, "InviteGuest", review.Approvers, turn.Caller.Person),
        ],
        [(turn.Texts[InviteGuestText.Reason], review.Form.Reason)]);

    protected override Operation Make(DialogTurn turn, InviteGuestReview review) => new InviteGuestOperation
    {
        CustomerId = review.Relation.Value!.Customer.Id,
        CustomerName = review.Relation.Value.Customer.Name,
        Email = review.Form.Email,
        Reason = review.Form.Reason,
    };
}

internal sealed record InviteGuestForm(string Form, string Customer, string Email, string Reason) : ChangeForm(Form)
{
    public override IEnumerable<string> Sealed => [Customer, Email, Reason];

    public override (string Name, string? Value)[] Data => [("customer", Customer), ("email", Email), ("reason", Reason)];

    public override IReadOnlyDictionary<string, string?> Told => Data.ToDictionary(one => one.Name, one => one.Value);

    public IReadOnlyDictionary<string, string> Errors() =>
        new[] { ("email", Email.Contains('@')), ("reason", Reason.Length is > 0 and <= 500) }
            .Where(field => !field.Item2).ToDictionary(field => field.Item1, _ => InviteGuestText.Missing);
}

internal sealed record InviteGuestReview(
    InviteGuestForm Form, Probe<CustomerRelation> Relation, Probe<DirectoryUser?> User, Probe<IReadOnlyList<Person>> Approvers)
    : ChangeReview<InviteGuestForm>(Form)
{
    public override Refusal? TryAgain => Relation.Transient ?? User.Transient ?? Approvers.Transient;
}

internal sealed record InviteGuestOperation : Operation
{
    public required string Email { get; init; }

    public override PartnerPower Power => PartnerPower.GiveOwner;

    public override IReadOnlyList<string> Steps { get; } = ["invite"];

    public override string StepText(string step) => "InviteGuest.Step." + step;

    public override string Title(Texts texts) => texts[InviteGuestText.Title, Email, CustomerName];

    public override IReadOnlyList<(string Name, string Value)> Facts(Texts texts) =>
        [(texts[CommonText.Customer], CustomerName), (texts[InviteGuestText.Email], Email), (texts[InviteGuestText.Reason], Reason)];

    public override async Task<StepResult> RunAsync(string step, OperationRun run, CancellationToken ct)
    {
        if (await run.Azure.FindUserAsync(CustomerId, Email, ct) is null)
            await run.Azure.InviteGuestAsync(CustomerId, Email, "https://portal.azure.com", ct);
        return await run.Azure.FindUserAsync(CustomerId, Email, ct) is null
            ? new StepResult.NotYet(TimeSpan.FromSeconds(3))
            : new StepResult.Done();
    }
}

internal static class InviteGuestCards
{
    public static AdaptiveCard Form(Texts texts, InviteGuestForm form, string customer, FormNotice notice) => Look.Card(
        texts,
        texts[InviteGuestText.FormTitle, customer],
        [
            notice.Errors.Count > 0 ? Look.ToMend(texts, notice.Errors) : notice.Banner,
            Look.Error("email", notice.Errors, texts),
            Field(texts, "email", InviteGuestText.Email, form.Email),
            Look.Error("reason", notice.Errors, texts),
            Field(texts, "reason", InviteGuestText.Reason, form.Reason),
        ],
        [
            Look.Submit(texts[CommonText.ContinueButton], "invite-guest/details", Look.Data(form.Form, ("customer", form.Customer))),
            Look.Go(texts[CommonText.BackButton], "invite-guest/back", Look.Data(form.Form)),
            Look.Go(texts[CommonText.CancelButton], "invite-guest/cancel", Look.Data(form.Form)),
        ]);

    private static AdaptiveTextInput Field(Texts texts, string id, string label, string value) =>
        new() { Id = id, Label = texts[label], IsRequired = true, ErrorMessage = texts[InviteGuestText.Missing], Value = value };
}
