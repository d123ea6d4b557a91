namespace CspBot.Partner;

/// <summary>In whose place somebody may decide at this moment: an absent approver, with the roles held now.</summary>
/// <param name="Absence">Id of the absence.</param>
/// <param name="For">The absent approver.</param>
/// <param name="MadeBy">Who set it up: nothing that this person asks for is decided by it.</param>
internal sealed record StandIn(string Absence, Caller For, Person MadeBy);

/// <summary>An absence as the store knows it.</summary>
internal sealed record AbsentApprover(string Absence, Person Approver, Person MadeBy);

/// <summary>In whose place this person was asked to decide, at this moment.</summary>
internal delegate Task<IReadOnlyList<AbsentApprover>> FindAbsentApprovers(Person standIn, CancellationToken ct);
