using AdaptiveCards;
using CspBot.Messages;
using CspBot.Resources;
using CspBot.Store;

namespace CspBot.Requests;

/// <content>
/// A card that several people read: it stands there without buttons, and each reader's client, or a click, asks for the reader's own face.
/// </content>
internal sealed partial class RequestCards
{
    /// <summary>Asks for the reader's own face of a request's card, and for nothing else.</summary>
    public const string FaceVerb = "requests/refresh";

    /// <summary>As many people's clients may ask by themselves (facts teams-protocol §2.2).</summary>
    private const int MostListed = 60;

    /// <summary>What is needed to make a shared card's faces, as it is stored now.</summary>
    public static async Task<SharedFace> FaceAsync(Session session, Request request, bool isOwn) => new(
        request, isOwn, HasFaces(request, isOwn) ? await ListedAsync(session, request) : []);

    /// <summary>The card as it stands in the conversation for everybody: one button leads to what the reader may do.</summary>
    public static AdaptiveCard ForEverybody(SharedFace face, Texts texts) => ForOnlooker(face, texts, HasFaces(face.Request, face.IsOwn)
        ? Look.Go(texts[RequestsText.FaceButton, face.Request.Id], FaceVerb, Click(face.Request))
        : null);

    /// <summary>The face of who neither asked nor decides: nothing can be done with it.</summary>
    public static AdaptiveCard ForBystander(SharedFace face, Texts texts) => ForOnlooker(face, texts, null);

    /// <summary>A face of the card, which its reader can ask for anew as long as there is more than one.</summary>
    public static AdaptiveCard Asking(AdaptiveCard card, SharedFace face, Texts texts) => HasFaces(face.Request, face.IsOwn)
        ? Look.Refreshed(
            card, texts, Look.Go(texts[RequestsText.FaceButton, face.Request.Id], FaceVerb, Click(face.Request)), face.UserIds)
        : card;

    /// <summary>Several people read the message there.</summary>
    public static bool IsShared(OutboxPlace place, Request request) =>
        (place.Recipient is null && place.Id != Told(request)) || (place.Id == Own(request) && !request.Place.IsPersonal);

    /// <summary>It is the card of who asked, wherever it stands.</summary>
    public static bool IsOwn(OutboxPlace place, Request request) => IsRequesters(place, request);

    private static AdaptiveCard ForOnlooker(SharedFace face, Texts texts, AdaptiveAction? button) => Asking(
        Look.Card(
            texts,
            face.Request.Operation.Title(texts),
            face.IsOwn ? Course(face.Request, texts) : Question(face.Request, texts, reader: null),
            [button],
            face.IsOwn ? $"{face.Request.Id}: {Line(face.Request, texts)}" : Asked(face.Request, texts, reader: null)),
        face,
        texts);

    /// <summary>Somebody can do something: while it waits who asked and who decides, later who asked, where it was asked for.</summary>
    private static bool HasFaces(Request request, bool isOwn) =>
        request.State == RequestState.PendingApproval || request.AwaitsConfirmation || (isOwn && Buttons(request, Texts.English).Any());

    /// <summary>Whose clients ask by themselves: the requester's and those of who may still decide, where Teams' ids are known.</summary>
    private static async Task<IReadOnlyList<string>> ListedAsync(Session session, Request request)
    {
        var approvers = request.State == RequestState.PendingApproval || request.AwaitsConfirmation
            ? (await Outbox.PlacesAsync(session, request.Id))
                .Where(place => !IsRequesters(place, request) && !place.IsCopy)
                .Select(place => place.Recipient)
                .OfType<string>()
                .Where(approver => !request.HasSaidYes(approver))
                .Distinct()
                .Order(StringComparer.Ordinal)
            : Enumerable.Empty<string>();
        string[] people = [request.Requester.ObjectId.ToLowerInvariant(), .. approvers];
        var known = await ConversationStore.FindUserIdsAsync(session, request.Requester.TenantId, people);
        var listed = people.Select(person => known.GetValueOrDefault(person)).OfType<string>();
        return [.. listed.Distinct(StringComparer.Ordinal).Take(MostListed)];
    }
}

/// <summary>A request's card in a conversation that several people read.</summary>
/// <param name="Request">The request as it now stands.</param>
/// <param name="IsOwn">The card stands where it was asked for; else where somebody is asked to decide.</param>
/// <param name="UserIds">Teams' ids of those whose clients ask for their own face by themselves.</param>
internal sealed record SharedFace(Request Request, bool IsOwn, IReadOnlyList<string> UserIds);
