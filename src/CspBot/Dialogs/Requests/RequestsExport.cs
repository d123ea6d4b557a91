using System.Globalization;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Requests.Audits;
using CspBot.Resources;

namespace CspBot.Dialogs.Requests;

/// <summary>The way to a file of the audit: its filters, and the link that gives it.</summary>
internal sealed class RequestsExport(
    RequestService requests, AuditExport export, ExportLinks links, AzureOperations azure, TimeProvider time)
{
    private const int Exported = 200;
    private const int Listed = 10;
    private const int LongestPerson = 200;

    /// <summary>The form; once it says in which form the file is wanted, the link.</summary>
    public async Task<AdaptiveCard> AnswerAsync(DialogTurn turn, CancellationToken ct)
    {
        var form = ExportForm.Read(turn.Input);
        if (form.Format.Length == 0)
            return await FormAsync(turn, form, ExportForm.NoErrors, ct);
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        var customer = await CustomerAsync(turn, form, errors, ct);
        if (form.Person.Length > LongestPerson)
            errors["person"] = RequestsText.ExportPersonTooLong;
        var (from, to) = (Midnight(turn, form.From, 0, "from", errors), Midnight(turn, form.To, 1, "to", errors));
        if (from >= to)
            errors["to"] = RequestsText.ExportToBeforeFrom;
        if (form.Format is not ("csv" or "json"))
            errors["format"] = RequestsText.ExportFormatMissing;
        if (errors.Count > 0)
            return await FormAsync(turn, form, errors, ct);

        var now = time.GetUtcNow();
        var filter = new AuditFilter(customer?.Id, form.Person is { Length: > 0 } person ? person : null, from, to);
        var wish = new AuditWish(turn.Caller, filter, await export.LastAsync(ct));
        var count = await export.CountAsync(wish, ct);
        if (count is 0 or > AuditExport.Most)
        {
            errors["from"] = count == 0 ? RequestsText.ExportNothing : RequestsText.ExportTooMuch;
            return await FormAsync(turn, form, errors, ct);
        }

        var until = now + ExportLinks.GoodFor;
        var ticket = new ExportTicket(
            turn.Caller.Person, filter, wish.UpTo, form.Format == "csv", until.ToUnixTimeSeconds(), turn.Texts.Language);
        var link = turn.IsPersonal ? await links.MakeAsync(ticket, ct) : null;
        return ExportCards.Link(
            turn,
            form,
            new ExportLine(count, customer?.Name, from, to, await export.FingerprintAsync(ct)),
            link is null ? null : (link, until));
    }

    private async Task<AdaptiveCard> FormAsync(
        DialogTurn turn, ExportForm form, IReadOnlyDictionary<string, string> errors, CancellationToken ct)
    {
        var all = turn.Caller.IsApprover
            ? await requests.ListSinceAsync(turn.Caller, time.GetUtcNow() - TimeSpan.FromDays(90), Exported, ct)
            : await requests.ListOwnAsync(turn.Caller, Exported, ct);
        var listed = await turn.ProbeAsync(token => azure.SearchCustomersAsync("", Listed, token, turn.Caller.Only), ct);
        return ExportCards.Form(turn, form, errors, listed.Value ?? [], all);
    }

    /// <summary>The one customer that is meant; null for all, and for a mistake.</summary>
    private async Task<Customer?> CustomerAsync(
        DialogTurn turn, ExportForm form, Dictionary<string, string> errors, CancellationToken ct)
    {
        if (form.Customer.Length == 0)
            return null;
        var found = azure.FindKnownCustomer(form.Customer) is { } known
            ? [known]
            : await turn.ReadAsync(token => azure.SearchCustomersAsync(form.Customer, 2, token, turn.Caller.Only), ct);
        if (found is [var only] && turn.Caller.Sees(only.Id))
            return only;
        errors["customer"] = found.Count > 1 ? RequestsText.ExportCustomerSeveral : RequestsText.ExportCustomerUnknown;
        return null;
    }

    /// <summary>The beginning of a day where the reader is, so many days later.</summary>
    private static DateTimeOffset? Midnight(DialogTurn turn, string day, int later, string field, Dictionary<string, string> errors)
    {
        if (day.Length == 0)
            return null;
        if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            || date.Year is < 2000 or > 9000)
        {
            errors[field] = RequestsText.ExportDayWrong;
            return null;
        }

        var local = date.AddDays(later).ToDateTime(TimeOnly.MinValue);
        var zone = turn.Texts.Zone ?? TimeZoneInfo.Utc;

        // A night in which the clocks skip midnight begins an hour later.
        return zone.IsInvalidTime(local)
            ? new DateTimeOffset(local.AddHours(1), zone.GetUtcOffset(local.AddHours(1)))
            : new DateTimeOffset(local, zone.GetUtcOffset(local));
    }
}

/// <summary>What was filled in.</summary>
internal sealed record ExportForm(string Customer, string Person, string From, string To, string Format)
{
    public static IReadOnlyDictionary<string, string> NoErrors { get; } = new Dictionary<string, string>();

    public static ExportForm Read(FormInput input) =>
        new(input["customer"], input["person"], input["from"], input["to"], input["format"]);
}

/// <summary>What the file will hold, as its card tells it.</summary>
internal sealed record ExportLine(long Entries, string? Customer, DateTimeOffset? From, DateTimeOffset? To, string Signer);
