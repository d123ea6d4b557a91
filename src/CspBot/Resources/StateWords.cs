namespace CspBot.Resources;

/// <summary>
/// States of subscriptions and orders in the reader’s language; a word of a service that has no text here stays as the service wrote it.
/// </summary>
internal static class StateWords
{
    public static string Say(Texts texts, string state) => texts.Find("Common.State." + state.ToLowerInvariant()) ?? state;
}
