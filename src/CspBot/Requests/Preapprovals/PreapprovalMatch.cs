using CspBot.Cloud;
using CspBot.Partner;
using CspBot.Requests.Approvals;

namespace CspBot.Requests.Preapprovals;

/// <summary>Whether a pre-approval is in force, and what is asked for within it. Pure.</summary>
internal static class PreapprovalMatch
{
    /// <summary>It was given, and nothing has ended it, its time aside.</summary>
    public static bool Stands(Request request) => request is
    {
        State: RequestState.Succeeded,
        IsTakenBack: false,
        StoppedBy: null,
        EndedAt: null,
        Operation: PreapprovalOperation { Lost: null },
    };

    /// <summary>It lets something run at this moment: from its first one until, and not at, its last.</summary>
    public static bool IsInForce(Request request, DateTimeOffset now) =>
        Stands(request)
        && request.Operation is PreapprovalOperation given
        && !(given.From > now)
        && now < given.Until;

    /// <summary>This person asks for no more than it lets them.</summary>
    public static bool IsWithin(PreapprovalOperation given, PolicyCase asked, Person asker, ApprovalOptions options) =>
        given.What == asked.PreapprovedAs
        && given.CustomerId.Equals(asked.CustomerId, StringComparison.OrdinalIgnoreCase)
        && given.For.IsSame(asker)
        && PreapprovalKind.Find(given.What) is { } kind
        && (!kind.HasRole || AreWithin(asked.Roles, given.Roles))
        && (!kind.HasLength || asked.Lasts <= given.Longest)
        && (!kind.HasAmount || (given.Ceiling is { } ceiling
            && WeighedAmount.Against(asked.Amount, ceiling, options) is { IsAbove: false }));

    /// <summary>By id alone: anybody may give a role of their own the name of another.</summary>
    private static bool AreWithin(IReadOnlyList<string> asked, IReadOnlyList<string> given) =>
        asked.Where(role => Guid.TryParse(role, out _)).ToList() is { Count: > 0 } ids
        && ids.TrueForAll(id => given.Contains(id, StringComparer.OrdinalIgnoreCase));
}
