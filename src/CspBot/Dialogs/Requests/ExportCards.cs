using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Requests.Approvals;
using CspBot.Requests.Audits;
using CspBot.Resources;

namespace CspBot.Dialogs.Requests;

/// <summary>The cards of the export: its filters, and the link.</summary>
internal static class ExportCards
{
    /// <summary>In bytes: a form is sent back with all that stands in its fields.</summary>
    private const int MostLines = 6_000;

    /// <summary>The filters, and the latest requests as lines to copy right here.</summary>
    public static AdaptiveCard Form(
        DialogTurn turn,
        ExportForm form,
        IReadOnlyDictionary<string, string> errors,
        IReadOnlyList<Customer> customers,
        IReadOnlyList<Request> requests)
    {
        var texts = turn.Texts;
        var customer = CustomerChoice.Field(texts, customers, form.Customer);
        customer.Label = texts[RequestsText.ExportCustomerLabel];
        var (lines, cut) = Lines(texts, requests);
        return Look.Card(
            texts,
            texts[RequestsText.ExportTitle],
            [
                errors.Count > 0 ? Look.ToMend(texts, errors) : null,
                Look.Text(texts[RequestsText.ExportIntro]),
                Look.Error("customer", errors, texts),
                customer,
                Look.Error("person", errors, texts),
                new AdaptiveTextInput
                {
                    Id = "person",
                    Label = texts[RequestsText.ExportPersonLabel],
                    Placeholder = texts[RequestsText.ExportPersonPlaceholder],
                    MaxLength = 200,
                    Value = form.Person is { Length: > 0 and <= 200 } person ? person : null,
                },
                Look.Error("from", errors, texts),
                Day("from", texts[RequestsText.ExportFromLabel], form.From),
                Look.Error("to", errors, texts),
                Day("to", texts[RequestsText.ExportToLabel], form.To),
                Look.Error("format", errors, texts),
                new AdaptiveChoiceSetInput
                {
                    Id = "format",
                    Label = texts[RequestsText.ExportFormatLabel],
                    Choices =
                    [
                        new AdaptiveChoice { Title = texts[RequestsText.ExportJson], Value = "json" },
                        new AdaptiveChoice { Title = texts[RequestsText.ExportCsv], Value = "csv" },
                    ],
                    Wrap = true,
                    Style = AdaptiveChoiceInputStyle.Expanded,
                    Value = form.Format == "csv" ? "csv" : "json",
                },
                Look.Section(texts[RequestsText.ExportLines]),
                Look.Text(texts[cut ? RequestsText.ExportCut : RequestsText.ExportText]),
                lines,
            ],
            [
                Look.Submit(texts[RequestsText.ExportMakeButton], "requests/export", []),
                AuditErasure.May(turn.Caller) ? Look.Go(texts[RequestsText.EraseOpenButton], "requests/erase", []) : null,
                Look.Go(texts[CommonText.BackButton], "requests/list", []),
            ]);
    }

    /// <summary>What the file holds, and the link with its end; without one, why there is none.</summary>
    public static AdaptiveCard Link(DialogTurn turn, ExportForm form, ExportLine line, (Uri Link, DateTimeOffset Until)? given)
    {
        var texts = turn.Texts;
        return Look.Card(
            texts,
            texts[given is null ? RequestsText.ExportTitle : RequestsText.ExportReadyTitle],
            [
                given is { Until: var until } ? Look.Text(texts[RequestsText.ExportReady, texts.Time(until)])
                    : Look.Banner(Look.Warning, texts[turn.IsPersonal ? RequestsText.ExportNoAddress : RequestsText.ExportPersonalOnly]),
                Look.Facts(
                [
                    (texts[RequestsText.ExportCustomerFact], line.Customer ?? texts[RequestsText.ExportAll]),
                    (texts[RequestsText.ExportPersonFact], form.Person.Length > 0 ? form.Person : texts[RequestsText.ExportAll]),
                    (texts[RequestsText.ExportTimeFact], Span(texts, line)),
                    (texts[RequestsText.ExportEntriesFact], line.Entries.ToString("N0", texts.Culture)),
                    .. form.Format == "csv" ? Array.Empty<(string, string)>() : [(texts[RequestsText.ExportSignerFact], line.Signer)],
                ]),
                given is null ? null : Look.Quiet(texts[form.Format == "csv" ? RequestsText.ExportCsvHelp : RequestsText.ExportJsonHelp]),
            ],
            [
                given is { Link: var link }
                    ? new AdaptiveOpenUrlAction
                    {
                        Title = texts[RequestsText.ExportDownloadButton],
                        Url = link,
                        Style = AdaptiveActionStyle.Positive,
                    }
                    : null,
                Look.Go(texts[RequestsText.ExportOtherButton], "requests/export", []),
                Look.Go(texts[CommonText.BackButton], "requests/list", []),
            ]);
    }

    private static string Span(Texts texts, ExportLine line) => line switch
    {
        { From: { } from, To: { } to } => texts[RequestsText.ExportFromTo, Day(texts, from), Day(texts, to.AddMilliseconds(-1))],
        { From: { } from } => texts[RequestsText.ExportSince, Day(texts, from)],
        { To: { } to } => texts[RequestsText.ExportUntil, Day(texts, to.AddMilliseconds(-1))],
        _ => texts[RequestsText.ExportAll],
    };

    private static string Day(Texts texts, DateTimeOffset at) => texts.DayThere(at);

    private static AdaptiveDateInput Day(string id, string label, string value) => new()
    {
        Id = id,
        Label = label,
        Value = DateOnly.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out _) ? value : null,
    };

    private static (AdaptiveTextInput Field, bool IsCut) Lines(Texts texts, IReadOnlyList<Request> requests) => Csv.Field(
        texts,
        ["id", "created", "state", "dialog", "requester", "customer", "what", "decidedBy"],
        requests.Select(request => (string[])
        [
            request.Id,
            // An end that is planned was asked for by nobody, and bears its own moment.
            request.AskedAt is { } asked ? Csv.Time(asked) : "",
            request.State.Name(),
            request.Dialog,
            request.Requester.Name,
            request.Operation.CustomerName,
            request.Operation.Title(texts),
            string.Join(" + ", request.Said.Select(decision => ApprovalWords.Name(decision, texts))),
        ]),
        MostLines);
}
