using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Customers;

/// <summary>Gives a right that ends by itself for longer: how long, why → what changes → asks for approval, as a grant does.</summary>
internal sealed class ExtendDialog(
    AzureOperations azure, CallerResolver callers, AccessDesk desk, CustomerChoice customers, FormSeal forms, AccessParts parts)
    : ReviewDialog<ExtendForm, AccessReview<ExtendForm>>(CustomersDialog.Entry with { Area = "CustomerAccess" }, customers, forms)
{
    private const string Suggested = "8h";

    protected override string FirstStep => ExtendForm.Name;

    protected override ExtendForm Blank(string form, string customer) =>
        new(form, customer, AccessKey.Read(FormInput.Empty), Suggested, "");

    /// <summary>Opened from the list it knows which one; there is nothing to extend without it.</summary>
    protected override async Task<DialogReply> CustomerAsync(DialogTurn turn, string words, CancellationToken ct)
    {
        var (customer, card) = await Customers.ChooseAsync(this, turn, words, ct, "access");
        if (customer is null)
            return Show(card!);
        var key = AccessKey.Read(turn.Input);
        var blank = Blank(await FormIdAsync(turn, ct), customer.Id);
        var said = AccessSaid.Read(turn.Input).Duration;
        return key.Names
            ? await FormAsync(
                turn, blank with { Key = key, Duration = said.Length > 0 ? said : blank.Duration }, FormNotice.None, ct)
            : new DialogReply.Refuse(AccessLines.None(customer.Name));
    }

    protected override Task<(ExtendForm Form, IReadOnlyDictionary<string, string> Errors)> ReadAsync(DialogTurn turn, CancellationToken ct)
    {
        var form = new ExtendForm(
            turn.Input.Form,
            turn.Input["customer"],
            AccessKey.Read(turn.Input),
            Searches.ValueOf(turn.Input["duration"], AccessCards.Durations(turn.Texts)),
            turn.Input["reason"]);
        return Task.FromResult((form, form.Errors()));
    }

    protected override async Task<DialogReply> FormAsync(DialogTurn turn, ExtendForm form, FormNotice notice, CancellationToken ct)
    {
        if (!Guid.TryParse(form.Customer, out _))
            return await CustomerAsync(turn, "", ct);
        var review = await LookAsync(turn, form, asks: false, ct);
        var texts = turn.Texts;
        var banner = notice.Errors.Count > 0
            ? Look.ToMend(texts, notice.Errors)
            : notice.Banner
                ?? (AccessLines.Missing(texts, review, parts.AdminAgents)?.Why is { } why ? RefusalCards.Banner(why, texts) : null);
        return Show(AccessCards.Extend(texts, review, banner, notice.Errors), notice.Refused);
    }

    protected override Task<AccessReview<ExtendForm>> ReviewAsync(DialogTurn turn, ExtendForm form, CancellationToken ct) =>
        LookAsync(turn, form, asks: true, ct);

    protected override ReviewText Say(DialogTurn turn, AccessReview<ExtendForm> review) =>
        AccessLines.Extend(turn.Texts, review, turn.Caller.Person, parts.AdminAgents, parts.Now);

    protected override Operation Make(DialogTurn turn, AccessReview<ExtendForm> review)
    {
        var customer = review.Relation.Value!.Customer;
        return new ExtendAccessOperation
        {
            CustomerId = customer.Id,
            CustomerName = customer.Name,
            Reason = review.Form.Reason,
            Target = AccessTarget.Of(review.Found.Subscription!, review.Row!.Entry),
            Duration = review.Form.Duration,
            EndedAt = review.Row.By!.EndsAt,
        };
    }

    private async Task<AccessReview<ExtendForm>> LookAsync(DialogTurn turn, ExtendForm form, bool asks, CancellationToken ct)
    {
        var relation = turn.ProbeAsync(token => azure.GetCustomerAsync(form.Customer, token), ct);
        var approvers = asks ? turn.ProbeAsync(token => callers.ListApproversAsync(form.Customer, token), ct) : null;
        var found = await desk.ReadAsync(turn, form.Customer, form.Key.Subscription, ct);
        var row = found.Find(form.Key);
        return new(
            row is null ? form : form with { Key = form.Key.Of(row) },
            await relation,
            found,
            approvers is null ? null : await approvers);
    }
}

/// <summary>What the acts on access know besides: the partner's group, and the time.</summary>
internal sealed record AccessParts(PartnerOptions Partner, TimeProvider Time)
{
    public string AdminAgents => Partner.AdminAgentsGroupId;

    public DateTimeOffset Now => Time.GetUtcNow();
}
