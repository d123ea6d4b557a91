using CspBot.Resources;

namespace CspBot.Messages;

/// <summary>What is known of a person as a reader.</summary>
/// <param name="Kept">Code of the language that the person chose to keep.</param>
/// <param name="Locale">As the client told it last, with the place: <c>fr-CA</c>.</param>
/// <param name="Zone">IANA name of the time zone, as the client told it last.</param>
internal sealed record Reader(string? Kept, string? Locale, string? Zone)
{
    /// <summary>Somebody who was never heard of.</summary>
    public static Reader Unknown { get; } = new(null, null, null);

    /// <summary>What is said to this reader: the language that was kept, else the client's, else the house's first.</summary>
    public Texts Texts => Texts.For(Locale).Speaking(Kept).In(Zones.Find(Zone));
}
