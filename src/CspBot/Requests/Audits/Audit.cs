using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CspBot.Partner;
using CspBot.Requests.Audits;
using CspBot.Store;

namespace CspBot.Requests.Audits;

/// <summary>One thing that happened: who, where, what was shown, what the cloud answered.</summary>
/// <param name="Kind">submitted, approved, rejected, refused, cancelled, expired, attempt, step, succeeded, failed, undo, …</param>
/// <param name="Request">Id of the request, if there is one.</param>
/// <param name="Actor">The person; null for the clock.</param>
/// <param name="Conversation">Where it was said.</param>
/// <param name="Detail">Named details; never tokens, secrets or raw card inputs.</param>
internal sealed record AuditEvent(
    string Kind, string? Request, Person? Actor, string? Conversation, IReadOnlyDictionary<string, string?> Detail)
{
    /// <summary>Something happened to a request; the detail of what holds whatever the caller names besides.</summary>
    public static AuditEvent Of(
        string kind, Request request, Person? actor, string? conversation, IReadOnlyDictionary<string, string?>? detail = null) =>
        new(kind, request.Id, actor, conversation, new Dictionary<string, string?>(detail ?? new Dictionary<string, string?>())
        {
            ["dialog"] = request.Dialog,
            ["state"] = request.State.Name(),
            ["version"] = request.Version.ToString(CultureInfo.InvariantCulture),
            ["customer"] = request.Operation.CustomerId,
            ["tenant"] = actor?.TenantId,
            ["policy"] = request.ApprovalReason,
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
/// <param name="Link">Covers all of it, and needs no key; null for entries of versions that wrote none.</param>
/// <param name="Salt">What its fields are committed to with: see <see cref="AuditFields"/>.</param>
internal sealed record AuditEntry(
    long Seq,
    long At,
    string Kind,
    string? Request,
    string? Actor,
    string Document,
    string Previous,
    string Hash,
    string? Link = null,
    string? Salt = null)
{
    public const string Columns = "seq, at, kind, request, actor, document, previous, hash, link, salt";

    /// <summary>What the next entry's link goes on from.</summary>
    public string Chain => Link ?? Hash;
}

/// <summary>
/// The hash-chained log: each entry's hash covers the one before, so that nothing can be changed or left out unseen. With
/// a key outside of the store it is an HMAC, so that who can write the store cannot write the chain anew; entries of
/// before stay verifiable by their plain hash. What an entry's hash covers is its link (<see cref="AuditFields"/>), which needs no key:
/// files of the audit are checked by it. The hash of entries without a link covers their document.
/// </summary>
internal static class Audit
{
    private const string Head = "audit-head";
    private const int AtOnce = 500;

    /// <summary>
    /// A transaction that changes requests. THE ORDER OF LOCKS, here and nowhere else: the audit's head, then requests, then messages.
    /// Whoever changes two requests at once (an end and what it ends) so never waits for somebody who waits for it. Single rows without
    /// an audit event (claims, leases, looks) need no turn.
    /// </summary>
    public static Task<T> WriteAsync<T>(Database database, Func<Session, Task<T>> work, CancellationToken ct) => database.WriteAsync(
        async session =>
        {
            await HeadAsync(session);
            return await work(session);
        },
        ct);

    /// <summary>Writes within the caller's transaction: if it cannot be written, nothing happens.</summary>
    public static async Task AppendAsync(Session session, AuditEvent happened, DateTimeOffset at)
    {
        var previous = await HeadAsync(session);
        var colon = previous.IndexOf(':', StringComparison.Ordinal);
        var seq = long.Parse(previous.AsSpan(0, colon), CultureInfo.InvariantCulture) + 1;
        var request = RequestIds.Clean(happened.Request);
        var document = JsonSerializer.Serialize(happened with { Request = request }, RequestJson.Plain);
        var entry = new AuditEntry(
            seq, at.ToUnixTimeMilliseconds(), happened.Kind, request, happened.Actor?.ObjectId, document, previous[(colon + 1)..], "")
        {
            Salt = AuditFields.NewSalt(),
        };
        var before = await session.QueryOneAsync<string>(
            "select coalesce(link, hash) from audit where seq = @last", new { last = seq - 1 });
        entry = entry with
        {
            Link = LinkOf(entry, before ?? "") ?? throw new InvalidOperationException("The audit cannot commit to an entry."),
        };
        var hash = HashOf(entry, session.Seals.Current, session.Seals)!;
        var written = await session.ExecuteAsync(
            """
            insert into audit(seq, at, kind, request, actor, document, previous, hash, link, salt)
            values (@Seq, @At, @Kind, @Request, @Actor, @Document, @Previous, @Hash, @Link, @Salt)
            """,
            entry with { Hash = hash });
        written += await session.ExecuteAsync($"update setting set value = @value where name = '{Head}'", new { value = $"{seq}:{hash}" });
        if (written != 2)
            throw new InvalidOperationException("The audit did not take an entry.");
    }

    /// <summary>Locks the head's row, so that two writers cannot continue the chain from the same entry.</summary>
    private static async Task<string> HeadAsync(Session session)
    {
        var previous = await session.QueryOneAsync<string>($"select value from setting where name = '{Head}'{session.ForUpdate}");
        if (previous is null)
        {
            await session.ExecuteAsync($"insert into setting(name, value) values ('{Head}', '0:') on conflict (name) do nothing");
            previous = await session.QueryOneAsync<string>($"select value from setting where name = '{Head}'{session.ForUpdate}") ?? "0:";
        }

        return previous;
    }

    /// <summary>The first entry that does not continue the chain; null when all do.</summary>
    public static async Task<string?> FindBreakAsync(Session session)
    {
        var piece = new AuditPiece(AuditMark.Start, null, false);
        while (piece is { Break: null, IsWhole: false })
            piece = await WalkAsync(session, piece.Mark, AtOnce);
        return piece.Break;
    }

    /// <summary>Reads a piece of the chain from where an earlier one ended.</summary>
    public static async Task<AuditPiece> WalkAsync(Session session, AuditMark from, int most)
    {
        // What is kept no longer: the last checkpoint says from where the chain goes on.
        if (await AuditRetention.BaseAsync(session) is { } kept && from.Seq < kept.Seq)
            from = kept;

        // The head is read on both sides: what is written meanwhile is no fault.
        var before = Parse(await session.QueryOneAsync<string>($"select value from setting where name = '{Head}'"));
        var entries = await session.QueryAsync<AuditEntry>(
            $"select {AuditEntry.Columns} from audit where seq > @Seq order by seq limit @most",
            new { from.Seq, most });
        var after = Parse(await session.QueryOneAsync<string>($"select value from setting where name = '{Head}'"));
        var mark = from;
        AuditCovers? covers = null;
        foreach (var entry in entries)
        {
            if (entry.Seq != mark.Seq + 1)
                return new AuditPiece(mark, $"Entry {mark.Seq + 1} is missing.", false);
            var key = KeyOf(entry.Hash);
            if (HashOf(entry, key, session.Seals) is not { } hash)
                return new AuditPiece(mark, $"Entry {entry.Seq} is sealed with a key that is not here ({key}).", false);
            var fits = entry.Link is null
                ? entry.Hash == hash || await AuditErasure.IsErasedAsync(session, entry)
                : entry.Hash == hash && entry.Link == LinkOf(entry, mark.Chain);
            if (entry.Previous != mark.Hash || !fits)
                return new AuditPiece(mark, $"Entry {entry.Seq} was changed.", false);
            if (AuditFields.ErasedIn(entry.Salt).Any())
            {
                covers ??= await AuditCovers.ReadAsync(session, entry.Seq);
                if (covers.Undeclared(entry.Seq, entry.Salt) is { } name)
                    return new AuditPiece(mark, $"Entry {entry.Seq}: {AuditCovers.Told(name)}.", false);
            }

            mark = new AuditMark(
                entry.Seq,
                entry.Hash,
                mark.IsSealed || key is not null,
                mark.FirstUnsealed ?? (mark.IsSealed && key is null ? entry.Seq : null))
            { Chain = entry.Chain };
        }

        if (entries.Count == most)
            return new AuditPiece(mark, null, false);
        if (mark.Seq < before.Seq)
            return new AuditPiece(mark, $"Entries after {mark.Seq} are missing.", false);
        return mark.Seq > after.Seq || (mark.Seq == after.Seq && mark.Hash != after.Hash)
            ? new AuditPiece(mark, $"The head does not name entry {mark.Seq}.", false)
            : new AuditPiece(mark, null, true);
    }

    /// <summary>What a verifier says of entries without a seal behind sealed ones.</summary>
    public static string Unsealed(long seq) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Entry {seq} has no seal although entries before it have: an older version of the bot wrote it, or somebody without the key.");

    private static (long Seq, string Hash) Parse(string? head)
    {
        var text = head ?? "0:";
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return (long.Parse(text.AsSpan(0, colon), CultureInfo.InvariantCulture), text[(colon + 1)..]);
    }

    /// <summary>A mark from what a checkpoint tells.</summary>
    public static AuditMark MarkOf(long seq, string hash, string link) => new(seq, hash, KeyOf(hash) is not null, null) { Chain = link };

    /// <summary>Name of the key in a seal, <c>k{key}.{HMAC}</c>; null for the plain hash of entries without one.</summary>
    private static string? KeyOf(string hash) =>
        hash is ['k', ..] && hash.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 ? hash[1..dot] : null;

    /// <summary>Null when the columns beside the document do not say what it says, or the salts are not its own.</summary>
    private static string? LinkOf(AuditEntry entry, string before) =>
        AuditFields.Of(entry.At, entry.Document) is { } fields
        && fields.GetValueOrDefault("kind") == entry.Kind
        && fields.GetValueOrDefault("request") == entry.Request
        && fields.GetValueOrDefault("actor.objectId") == entry.Actor
        && AuditFields.Commit(fields, entry.Salt ?? "") is { } commitments
            ? AuditFields.Link(entry.Seq, AuditFields.Digest(commitments), before)
            : null;

    /// <summary>Null when the key is not here.</summary>
    private static string? HashOf(AuditEntry entry, string? key, SealKeys seals)
    {
        var bytes = Encoding.UTF8.GetBytes(
            entry.Link is { } link
                ? string.Create(CultureInfo.InvariantCulture, $"2\n{entry.Seq}\n{entry.Previous}\n{link}")
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{entry.Seq}\n{entry.At}\n{entry.Kind}\n{entry.Request}\n{entry.Actor}\n{entry.Previous}\n{entry.Document}"));
        return key is null ? Convert.ToHexStringLower(SHA256.HashData(bytes))
            : seals.Seal(key, bytes) is { } sealedHash ? $"k{key}.{Convert.ToHexStringLower(sealedHash)}"
            : null;
    }
}

/// <summary>How far a chain was read.</summary>
/// <param name="Seq">The last entry read.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="IsSealed">A sealed entry was among them.</param>
/// <param name="FirstUnsealed">The first entry without a seal behind a sealed one.</param>
internal sealed record AuditMark(long Seq, string Hash, bool IsSealed, long? FirstUnsealed)
{
    public static AuditMark Start { get; } = new(0, "", false, null);

    /// <summary>What the next entry's link goes on from.</summary>
    public string Chain { get; init; } = "";
}

/// <summary>A piece of the chain that was read: how far it holds, and what is wrong behind that.</summary>
internal sealed record AuditPiece(AuditMark Mark, string? Break, bool IsWhole);
