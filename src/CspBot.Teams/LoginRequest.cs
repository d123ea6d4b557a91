namespace CspBot.Teams;

/// <summary>Asks the client for a single sign-on token; it sends the click again with one.</summary>
/// <param name="Id">Names this request; comes back with the token.</param>
/// <param name="Resource">The app id URI that the token is to be for, <c>api://botid-{app id}</c>.</param>
/// <param name="Connection">Never empty: clients may ignore a login request without it.</param>
/// <param name="Text">What the person reads.</param>
/// <param name="Button">What a client shows that gets no token by itself; there must be one.</param>
/// <remarks>
/// Facts teams-protocol §2.1 and §2.5; Microsoft's page "Add code to enable SSO for your Adaptive Cards Universal Actions". That the
/// id comes back in <c>authentication.id</c> is what the SDK says of <c>TokenExchangeInvokeRequest.Id</c>.
/// </remarks>
public sealed record LoginRequest(string Id, string Resource, string Connection, string Text, LoginButton Button);

/// <summary>The button of a login request.</summary>
/// <param name="Title">What it says.</param>
/// <param name="Address">The page that it opens.</param>
public sealed record LoginButton(string Title, Uri Address);
