using CspBot.Resources;

namespace CspBot.Requests;

/// <summary>What happened that ends an effect: see <see cref="Operation.EndsOnEvent"/>.</summary>
/// <param name="Tell">The operation with what happened on it; the same one when it tells that already.</param>
/// <param name="Detail">For the audit.</param>
/// <param name="Title">Head of the message to its requester.</param>
/// <param name="Text">What the message says, from the operation that tells of it.</param>
internal sealed record EffectEnding(
    Func<Operation, Operation> Tell,
    IReadOnlyDictionary<string, string?> Detail,
    Func<Texts, string> Title,
    Func<Operation, Texts, IReadOnlyList<string>> Text);
