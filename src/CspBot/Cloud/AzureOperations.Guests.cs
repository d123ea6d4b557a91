using Microsoft.Graph.Models;

namespace CspBot.Cloud;

/// <content>Guests in a customer's directory (azure §6.3).</content>
internal sealed partial class AzureOperations
{
    /// <summary>
    /// Invites somebody into the customer's directory without Microsoft's mail; inviting a guest again gives the same user. POST, never
    /// repeated: on an unknown fault ask <see cref="FindUserAsync"/> with the address.
    /// </summary>
    public async Task<GuestInvitation> InviteGuestAsync(string customerId, string email, string redirectUrl, CancellationToken ct)
    {
        var invitation = new Invitation
        {
            InvitedUserEmailAddress = email,
            InviteRedirectUrl = redirectUrl,
            SendInvitationMessage = false,
        };
        var (shape, receipt) = await InDirectoryAsync(
            customerId, DirectoryStep.Invite, () => graph.InviteAsync(Tenant(customerId), invitation, ct), ct);
        return new GuestInvitation(shape.InvitedUser!.Id!, shape.InviteRedeemUrl, shape.Status ?? "", receipt);
    }

    /// <summary>
    /// Whether the guest accepted: <c>PendingAcceptance</c> or <c>Accepted</c>; null for members and unknown users (azure §6.1).
    /// </summary>
    public Task<string?> GetGuestStateAsync(string customerId, string userId, CancellationToken ct) =>
        InDirectoryAsync(customerId, DirectoryStep.Read, () => graph.GetGuestStateAsync(Tenant(customerId), userId, ct), ct);
}
