using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CspBot.Partner;
using CspBot.Store;

namespace CspBot.Requests;

/// <summary>One thing that happened: who, where, what was shown, what the cloud answered.</summary>
/// <param name="Kind">submitted, approved, rejected, refused, cancelled, expired, attempt, step, succeeded, failed, undo, …</param>
/// <param name="Request">Id of the request, if there is one.</param>
/// <param name="Actor">The person; null for the clock.</param>
/// <param name="Conversation">Where it was said.</param>
/// <param name="Detail">Named details; never tokens, secrets or raw card inputs.</param>
internal sealed record AuditEvent(string Kind, string? Request, Person? Actor, string? Conversation, IReadOnlyDictionary<string, string?> Detail)
{
    /// <summary>Something happened to a request; the detail of what holds whatever the caller names besides.</summary>
    public static AuditEvent Of(string kind, Request request, Person? actor, string? conversation, IReadOnlyDictionary<string, string?>? detail = null) =>
        new(kind, request.Id, actor, conversation, new Dictionary<string, string?>(detail ?? new Dictionary<string, string?>())
        {
            ["dialog"] = request.Dialog,
            ["state"] = request.State.Name(),
            ["version"] = request.Version.ToString(CultureInfo.InvariantCulture),
            ["customer"] = request.Operation.CustomerId,
            ["tenant"] = actor?.TenantId,
            ["policy"] = request.Policy,
        });

    /// <summary>Somebody tried something and was told no.</summary>
    /// <param name="what">What was tried: a dialog, a verb, or the change of a request.</param>
    public static AuditEvent Refused(string what, Refusal refusal, Person person, string? conversation, string? request) =>
        new("refused", request, person, conversation, new Dictionary<string, string?>
        {
            ["what"] = what,
            ["reason"] = refusal.Reason,
            ["tenant"] = person.TenantId,
            ["code"] = refusal.Code,
            ["correlation"] = refusal.CorrelationId,
        });

    /// <summary>The same for a click on a request's card: which card, and the version that it showed.</summary>
    public static AuditEvent Refused(string what, Refusal refusal, RequestClick click, string? request)
    {
        var plain = Refused(what, refusal, click.Caller.Person, click.ConversationId, request);
        return plain with
        {
            Detail = new Dictionary<string, string?>(plain.Detail)
            {
                ["card"] = click.CardActivityId,
                ["shownVersion"] = click.Version.ToString(CultureInfo.InvariantCulture),
            },
        };
    }
}

/// <summary>A stored event with its place in the chain.</summary>
internal sealed record AuditEntry(long Seq, long At, string Kind, string? Request, string? Actor, string Document, string Previous, string Hash);

/// <summary>The hash-chained log: each entry's hash covers the one before, so that nothing can be changed or left out unseen.</summary>
internal static class Audit
{
    private const string Head = "audit-head";

    /// <summary>Writes within the caller's transaction: if it cannot be written, nothing happens.</summary>
    public static async Task AppendAsync(Session session, AuditEvent happened, DateTimeOffset at)
    {
        // The head's row is locked first, so that two writers cannot continue the chain from the same entry.
        var previous = await session.QueryOneAsync<string>($"select value from setting where name = '{Head}'{session.ForUpdate}");
        if (previous is null)
        {
            await session.ExecuteAsync($"insert into setting(name, value) values ('{Head}', '0:') on conflict (name) do nothing");
            previous = await session.QueryOneAsync<string>($"select value from setting where name = '{Head}'{session.ForUpdate}") ?? "0:";
        }

        var colon = previous.IndexOf(':', StringComparison.Ordinal);
        var seq = long.Parse(previous.AsSpan(0, colon), CultureInfo.InvariantCulture) + 1;
        var document = JsonSerializer.Serialize(happened, RequestJson.Plain);
        var entry = new AuditEntry(seq, at.ToUnixTimeMilliseconds(), happened.Kind, happened.Request, happened.Actor?.ObjectId, document, previous[(colon + 1)..], "");
        var hash = HashOf(entry);
        await session.ExecuteAsync(
            "insert into audit(seq, at, kind, request, actor, document, previous, hash) values (@Seq, @At, @Kind, @Request, @Actor, @Document, @Previous, @Hash)",
            entry with { Hash = hash });
        await session.ExecuteAsync($"update setting set value = @value where name = '{Head}'", new { value = $"{seq}:{hash}" });
    }

    /// <summary>The first entry that does not continue the chain; null when all do.</summary>
    public static async Task<string?> FindBreakAsync(Session session)
    {
        var previous = "";
        var expected = 0L;
        foreach (var entry in await session.QueryAsync<AuditEntry>("select seq, at, kind, request, actor, document, previous, hash from audit order by seq"))
        {
            expected++;
            if (entry.Seq != expected)
                return $"Entry {expected} is missing.";
            if (entry.Previous != previous || entry.Hash != HashOf(entry))
                return $"Entry {entry.Seq} was changed.";
            previous = entry.Hash;
        }

        var head = await session.QueryOneAsync<string>($"select value from setting where name = '{Head}'") ?? "0:";
        return head == string.Create(CultureInfo.InvariantCulture, $"{expected}:{previous}") ? null : $"Entries after {expected} are missing.";
    }

    private static string HashOf(AuditEntry entry) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{entry.Seq}\n{entry.At}\n{entry.Kind}\n{entry.Request}\n{entry.Actor}\n{entry.Previous}\n{entry.Document}"))));
}
