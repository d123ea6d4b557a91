using CspBot.Resources;

namespace CspBot.Messages;

/// <summary>
/// Who is told of what nobody asked for: the configured conversation (<c>Purchases:Conversation</c>), else everybody who may approve, each
/// in their own chat and of the customers that exist for them.
/// </summary>
internal sealed class HouseRoute(
    ConversationStore conversations, Readers people, HouseRouteOptions options, FindApprovers approvers, FindCustomersOf customers)
{
    /// <summary>Everybody who is told now.</summary>
    /// <exception cref="Exception">The directory did not answer: nothing is told yet.</exception>
    public async Task<IReadOnlyList<RouteReader>> ReadersAsync(CancellationToken ct)
    {
        if (options.Conversation is { Length: > 0 } conversation)
        {
            var known = await conversations.FindAsync(conversation, ct);
            return [new RouteReader(options.TenantId, null, conversation, Texts.For(known?.Reference.Locale).Shared())];
        }

        var readers = new List<RouteReader>();
        foreach (var approver in await approvers(ct))
            readers.Add(await PersonAsync(approver, ct));
        return readers;
    }

    /// <summary>A person's own chat, in the language that was kept or used last.</summary>
    public async Task<RouteReader> PersonAsync(string objectId, CancellationToken ct)
    {
        var reader = await people.FindAsync(options.TenantId, objectId, ct);
        return new RouteReader(options.TenantId, objectId.ToLowerInvariant(), null, reader.Texts)
        {
            Only = await customers(options.TenantId, objectId, ct),
        };
    }
}

/// <summary>Where the house's notices go.</summary>
/// <param name="TenantId">The partner's Entra tenant.</param>
/// <param name="Conversation">Without one, everybody who may approve is told.</param>
internal sealed record HouseRouteOptions(string TenantId, string? Conversation);

/// <summary>Object ids of everybody who may approve and can sign in, read now.</summary>
internal delegate Task<IReadOnlyList<string>> FindApprovers(CancellationToken ct);

/// <summary>Who is told: a person's own chat, or a conversation.</summary>
internal sealed record RouteReader(string TenantId, string? Recipient, string? Conversation, Texts Texts)
{
    /// <summary>Tenant ids of the only customers that the reader may be told of; null for all.</summary>
    public IReadOnlySet<string>? Only { get; init; }

    public bool Sees(string customerId) => Only?.Contains(customerId) != false;
}
