using CspBot.Partner;

namespace CspBot.Requests;

/// <content>Who is looking at it while it waits: told to the others, and no lock.</content>
internal sealed partial record Request
{
    /// <summary>So long nobody need say anything about what they look at.</summary>
    public static readonly TimeSpan LooksFor = TimeSpan.FromMinutes(30);

    /// <summary>Who said last that they are looking at it; null for nobody.</summary>
    public Looker? Looking { get; init; }

    /// <summary>
    /// What stood in the comment of those who said that they look at it, or no longer do, by object id: their card is drawn anew, and
    /// keeps it. Null for nothing.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Drafts { get; init; }

    /// <summary>When others hear of it too; null once they have, or for never.</summary>
    public DateTimeOffset? EscalateAt { get; init; }

    /// <summary>When others heard of it, and may decide too; null: not yet.</summary>
    public DateTimeOffset? EscalatedAt { get; init; }

    /// <summary>Nobody decided in time: others hear of it, once.</summary>
    public Request Escalated(DateTimeOffset at) => this with { EscalateAt = null, EscalatedAt = at };

    /// <summary>
    /// Somebody looks at it, in the place of whoever did before; who said so already takes it back. The version stays: the buttons out
    /// there are still good.
    /// </summary>
    public Request Looked(Person by, DateTimeOffset at) =>
        (this with { Looking = Looking is { } before && before.By.IsSame(by) ? null : new Looker(by, at) }).Waiting();

    /// <summary>With what this person had written so far.</summary>
    public Request Drafted(Person by, string? comment)
    {
        var (all, key) = (new Dictionary<string, string>(Drafts ?? new Dictionary<string, string>()), by.ObjectId.ToLowerInvariant());
        all.Remove(key);
        if (comment is not null)
            all[key] = comment;
        return this with { Drafts = all.Count > 0 ? all : null };
    }

    /// <summary>What this person had written so far; null for nothing.</summary>
    /// <param name="objectId">Null: several read it.</param>
    public string? DraftOf(string? objectId) => objectId is null ? null : Drafts?.GetValueOrDefault(objectId.ToLowerInvariant());

    /// <summary>Nobody looks at it any more who did so for long enough.</summary>
    public Request LookedEnough(DateTimeOffset at) => Looking?.Until <= at ? this with { Looking = null } : this;

    /// <summary>The clock looks at it when the next of its times comes.</summary>
    public Request Waiting() => this with { DueAt = Earlier(Earlier(DecideBy, RemindAt), Earlier(Looking?.Until, EscalateAt)) };
}

/// <summary>Who looks at a request, since when.</summary>
internal sealed record Looker(Person By, DateTimeOffset At)
{
    /// <summary>The end of it, unless they decide or take it back before.</summary>
    public DateTimeOffset Until => At + Request.LooksFor;
}
