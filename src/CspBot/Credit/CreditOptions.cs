namespace CspBot.Credit;

/// <summary>Whether the keeper of the partner's earned credit looks, and whom it tells.</summary>
internal sealed record CreditOptions
{
    /// <summary>Looks at all.</summary>
    public required bool Watch { get; init; }

    /// <summary>Object id of the group whose role earns the credit: it stands in the command for the customer.</summary>
    public required string AdminAgentsGroupId { get; init; }
}
