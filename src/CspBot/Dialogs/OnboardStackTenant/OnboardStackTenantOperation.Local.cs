using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Cloud.Http;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <content>
/// We keep the tenant and hand the account of its local subscription over: the first option of Microsoft's page "Add tenant for usage and
/// billing to Azure Stack" (provide credentials to the local Azure Stack subscription; facts azure §4.7).
/// </content>
/// <remarks>
/// The subscription's directory is the customer's, so that its use is billed to the customer's mapping; so its owner is taken to be an
/// account of that directory, and no guest there, who would sign in with a password that is not the directory's to hand over.
/// </remarks>
internal sealed partial record OnboardStackTenantOperation
{
    /// <summary>Notes of a deployment: the local subscription's id; its PUT is about to go out; it is the one of that PUT.</summary>
    private const string LocalNote = "local:";
    private const string LocalNameNote = "local-name:";
    private const string SentNote = "local-sent:";
    private const string OursNote = "local-ours:";
    private const string AccountNote = "account";

    private const int LongestName = 60;

    /// <summary>The local subscription's id on a deployment, as far as this request knows it.</summary>
    public static string? LocalOf(Request request, string deployment) => request.Notes.GetValueOrDefault(LocalNote + deployment);

    public static string? LocalNameOf(Request request, string deployment) => request.Notes.GetValueOrDefault(LocalNameNote + deployment);

    /// <summary>The account's sign-in name as the directory has it, else as it was typed.</summary>
    public string AccountOf(Request request) => request.Notes.GetValueOrDefault(AccountNote) ?? Account;

    /// <summary>The customer's tenant of a request that is over; null when none was made.</summary>
    public string? TenantOf(Request request) => CustomerId.Length > 0 ? CustomerId : request.Notes.GetValueOrDefault("customer");

    public override IEnumerable<AdaptiveAction> Doors(Request request, Texts texts) =>
        Account.Length > 0 && request is { State: RequestState.Succeeded, EndedAt: null }
            ? [Look.Go(
                texts[OnboardStackTenantText.HandOverButton], OnboardStackTenantDialog.Own + "/handover", RequestCards.Click(request))]
            : [];

    /// <summary>The same at every try, so that a repeat has one effect.</summary>
    private static string LocalIdOf(Request request, string deployment) =>
        OperationRun.IdOf(request, "local:" + deployment).ToString();

    /// <summary>Its PUT may have gone out, and it does not know that another's stands there.</summary>
    private static bool MayHaveMade(Request request, string deployment) =>
        request.Notes.GetValueOrDefault(SentNote + deployment) == Yes && request.Notes.GetValueOrDefault(OursNote + deployment) != No;

    /// <summary>Nothing before needs the account, so it may be made until here.</summary>
    private async Task<StepResult> AccountAsync(OperationRun run, CancellationToken ct)
    {
        var user = await run.Azure.FindUserAsync(Tenant(run), Account, ct);
        return user switch
        {
            null => Waits("OnboardStackTenant.AccountMissing", Account, CustomerName),
            { IsGuest: true } => Waits("OnboardStackTenant.AccountIsGuest", Account),
            { IsEnabled: false } => Waits("OnboardStackTenant.GuestDisabled", Account),
            _ => new StepResult.Done(Notes: Note((AccountNote, user.UserPrincipalName))),
        };
    }

    /// <summary>
    /// One that stands for this tenant and account is taken and left alone by undo. Without an offer, or where the stamp does not let us, a
    /// person makes it, and the list tells when it is there.
    /// </summary>
    private async Task<StepResult> LocalAsync(OperationRun run, StackDeployment stack, CancellationToken ct)
    {
        var name = $"{CustomerName} - {stack.Name}";
        var wanted = new NewStackSubscription(
            LocalIdOf(run.Request, stack.Name),
            name.Length > LongestName ? name[..LongestName] : name,
            Tenant(run),
            run.Note(AccountNote) ?? Account)
        {
            OfferId = stack.Offer ?? "",
        };
        var command = StackWords.MakeSubscription(wanted);
        try
        {
            if (await run.Azure.FindStackUserSubscriptionAsync(stack, wanted, ct) is { } standing)
            {
                var isOurs = run.Note(SentNote + stack.Name) == Yes && CloudJson.SameId(standing.Id, wanted.Id);
                return standing.IsEnabled ? Stands(stack, standing, isOurs, null) : NotEnabled(stack, standing);
            }

            if (wanted.OfferId.Length == 0)
                return Waits("OnboardStackTenant.LocalNoOffer", CustomerName, stack.Name, command);
            run = await run.KeepAsync((SentNote + stack.Name, Yes));
            var made = await run.Azure.MakeStackUserSubscriptionAsync(stack, wanted, ct);
            return made.Subscription.IsEnabled
                ? Stands(stack, made.Subscription, isOurs: true, made.Receipt)
                : NotEnabled(stack, made.Subscription);
        }
        catch (CloudFault fault) when (ByHand.Asks(fault, run))
        {
            var result = ByHand.Result(run, fault, "OnboardStackTenant.LocalByHand", CustomerName, stack.Name, command);
            return result is StepResult.Done done && run.Note(SentNote + stack.Name) != Yes
                ? done with { Notes = Note((OursNote + stack.Name, No)) }
                : result;
        }
        catch (CloudFault fault) when (fault is { Api: "stackadmin", Code: not null, Status: 400 or 404 } && !fault.IsTransient)
        {
            return Waits("OnboardStackTenant.LocalRefused", CustomerName, stack.Name, command, fault.Words ?? fault.Code);
        }
    }

    /// <summary>Nobody can work in it: somebody switched it off since it was made, or the stamp has not switched it on yet.</summary>
    private StepResult.Waits NotEnabled(StackDeployment stack, StackUserSubscription one) =>
        Waits("OnboardStackTenant.LocalNotEnabled", CustomerName, stack.Name, one.Name, one.State) with { Passes = true };

    private static StepResult.Done Stands(StackDeployment stack, StackUserSubscription one, bool isOurs, CloudReceipt? receipt) => new(
        receipt,
        Note((LocalNote + stack.Name, one.Id), (LocalNameNote + stack.Name, one.Name), (OursNote + stack.Name, isOurs ? Yes : No)),
        StepRemarks.Of(isOurs ? "LocalMade" : "LocalStood", one.Name, one.Id))
    {
        HasWritten = isOurs,
    };
}
