using CspBot.Partner;

namespace CspBot.Handovers;

/// <summary>What is known of a hand-over: only people can say it.</summary>
internal enum HandOverState
{
    /// <summary>The steps are with a person; nobody has said yet how it went.</summary>
    HandedOver,

    /// <summary>Somebody said that the portal shows the licence.</summary>
    Confirmed,

    /// <summary>The customer took our access away again.</summary>
    Removed,
}

/// <summary>The names under which states are stored, sent by cards, and looked up in texts.</summary>
internal static class HandOverStates
{
    public static string Name(this HandOverState state) => state switch
    {
        HandOverState.HandedOver => "handed-over",
        HandOverState.Confirmed => "confirmed",
        _ => "removed",
    };

    /// <summary>The state of that name; null for any other word.</summary>
    public static HandOverState? Of(string name) =>
        Enum.GetValues<HandOverState>().Cast<HandOverState?>().FirstOrDefault(state => state!.Value.Name() == name);
}

/// <summary>Numbers of an Open licence whose management a person of ours takes over in Microsoft's portal, and what became of it.</summary>
internal sealed record HandOver
{
    /// <summary>Id of the request that handed it over first.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the request that handed it over last: after the customer removed us it is done again.</summary>
    public required string Request { get; init; }

    public required string CustomerId { get; init; }

    public required string CustomerName { get; init; }

    /// <summary>Which way into the portal: <c>existing</c>, <c>admin-center</c> or <c>direct</c>.</summary>
    public required string Way { get; init; }

    public required string Authorization { get; init; }

    public required string Licence { get; init; }

    /// <summary>The customer's address on the order.</summary>
    public required string Email { get; init; }

    /// <summary>Who does the steps, and is reminded.</summary>
    public required Person Requester { get; init; }

    public HandOverState State { get; init; }

    /// <summary>Moves with each change: a click on an older card changes nothing.</summary>
    public int Version { get; init; } = 1;

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>Who said the state; null while nobody has.</summary>
    public Person? SaidBy { get; init; }

    public DateTimeOffset? SaidAt { get; init; }

    /// <summary>From when the next reminder is waited for.</summary>
    public required DateTimeOffset SinceAt { get; init; }

    /// <summary>How often the requester was reminded since.</summary>
    public int Reminders { get; init; }
}
