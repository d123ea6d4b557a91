using System.Globalization;
using CspBot.Cloud;
using CspBot.Messages;
using CspBot.Partner;
using CspBot.Resources;
using CspBot.Store;

namespace CspBot.Requests.Audits;

/// <summary>
/// Answers a link: the file, or one sentence in the reader's language why not. Who may is asked again, each file that leaves is in the
/// audit before it leaves, and one person gets so many in ten minutes and no more, over all instances.
/// </summary>
internal sealed class AuditDownload(
    ExportLinks links, AuditExport export, CallerResolver callers, Database database, TimeProvider time)
{
    /// <summary>Files that one person gets within the time of a link.</summary>
    public const int Most = 10;

    /// <summary>The event that a file leaves under.</summary>
    public const string Exported = "exported";

    private const string Text = "text/plain; charset=utf-8";

    /// <summary>Writes the answer.</summary>
    public async Task AnswerAsync(string token, HttpContext http, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        if (await links.ReadAsync(token, ct) is not { } ticket)
        {
            var unknown = Texts.For(http.Request.Headers.AcceptLanguage.ToString().Split(',', ';')[0]);
            await SayAsync(http, StatusCodes.Status404NotFound, unknown[RequestsText.LinkUnknown], ct);
            return;
        }

        var reader = await database.ReadAsync(
            session => Readers.FindOneAsync(session, ticket.Person.TenantId, ticket.Person.ObjectId), ct);
        var texts = reader.Texts.Speaking(ticket.Language);
        var until = DateTimeOffset.FromUnixTimeSeconds(ticket.Until);
        if (time.GetUtcNow() >= until)
            await SayAsync(http, StatusCodes.Status410Gone, texts[RequestsText.LinkOver, texts.Time(until)], ct);
        else
            await AnswerAsync(ticket, texts, http, ct);
    }

    private async Task AnswerAsync(ExportTicket ticket, Texts texts, HttpContext http, CancellationToken ct)
    {
        Caller caller;
        try
        {
            caller = await callers.ResolveAsync(ticket.Person, ct);
        }
        catch (CloudFault)
        {
            await SayAsync(http, StatusCodes.Status503ServiceUnavailable, texts[RequestsText.LinkLater], ct);
            return;
        }

        if (!caller.IsAgent && !caller.IsApprover)
        {
            await SayAsync(http, StatusCodes.Status403Forbidden, texts[RequestsText.LinkNoRole], ct);
            return;
        }

        if (await export.MakeAsync(new AuditWish(caller, ticket.Filter, ticket.UpTo), ct) is not { } file)
        {
            await SayAsync(http, StatusCodes.Status410Gone, texts[RequestsText.ExportNothing], ct);
            return;
        }

        if (!await Audit.WriteAsync(database, session => RecordAsync(session, ticket, file), ct))
        {
            http.Response.Headers.RetryAfter =
                ((int)ExportLinks.GoodFor.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await SayAsync(http, StatusCodes.Status429TooManyRequests, texts[RequestsText.LinkTooMany], ct);
            return;
        }

        var name = $"cspbot-{file.Head.Before + 1}-{file.Head.Last}{(ticket.IsCsv ? ".csv" : AuditFile.Ending)}";
        http.Response.ContentType = ticket.IsCsv ? "text/csv; charset=utf-8" : "application/json";
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        await http.Response.Body.WriteAsync(ticket.IsCsv ? AuditRows.Write(file) : file.Write(), ct);
    }

    /// <summary>False when this person has had enough of them; whoever asks at once waits here for the other's turn at the audit.</summary>
    private async Task<bool> RecordAsync(Session session, ExportTicket ticket, AuditFile file)
    {
        var (now, head) = (time.GetUtcNow(), file.Head);
        var had = await session.QueryOneAsync<long>(
            $"select count(*) from audit where kind = '{Exported}' and actor = @actor and at > @since",
            new { actor = ticket.Person.ObjectId, since = (now - ExportLinks.GoodFor).ToUnixTimeMilliseconds() });
        if (had >= Most)
            return false;
        var detail = new Dictionary<string, string?>
        {
            ["format"] = ticket.IsCsv ? "csv" : AuditFile.Format,
            ["customer"] = ticket.Filter.Customer,
            ["person"] = ticket.Filter.Person,
            ["from"] = head.From is { Length: > 0 } from ? from : null,
            ["to"] = head.To is { Length: > 0 } to ? to : null,
            ["first"] = (head.Before + 1).ToString(CultureInfo.InvariantCulture),
            ["last"] = head.Last.ToString(CultureInfo.InvariantCulture),
            ["shown"] = head.Shown.ToString(CultureInfo.InvariantCulture),
            ["lastLink"] = head.LastLink,
        };
        await Audit.AppendAsync(session, new AuditEvent(Exported, null, ticket.Person, null, detail), now);
        return true;
    }

    private static async Task SayAsync(HttpContext http, int status, string sentence, CancellationToken ct)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = Text;
        await http.Response.WriteAsync(sentence + "\n", ct);
    }
}
