using CspBot.Cloud;
using CspBot.Cloud.Http;
using CspBot.Requests;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <summary>The eight codes that Azure Stack's usage and billing answer with (facts azure §4.6), and our sentence for each.</summary>
internal static class StackCodes
{
    /// <summary>Microsoft has not enabled multi-tenancy for the registration: somebody can wait for it.</summary>
    public const string NotEnabled = "UnauthorizedCspRegistration";

    public static IReadOnlyList<string> All { get; } =
    [
        "RegistrationNotFound",
        "BadCustomerSubscriptionId",
        "InvalidCustomerSubscriptionId",
        "CustomerSubscriptionNotFound",
        NotEnabled,
        "CustomerSubscriptionsNotAllowed",
        "InvalidCSPSubscription",
        "MetadataResolverBadGatewayError",
    ];

    /// <summary>The code that these words mean, whatever their case; null for none.</summary>
    public static string? Find(string words) => All.FirstOrDefault(code => CloudJson.SameId(code, words.Trim()));

    /// <summary>What a code says and what to do, as a refusal.</summary>
    public static Refusal Explain(string code) => new("OnboardStackTenant.Code." + code);

    /// <summary>The fault explained, when it carries one of the codes.</summary>
    public static Refusal? Explain(CloudFault fault) => fault.Code is { } code && Find(code) is { } known
        ? Explain(known) with { Code = known, CorrelationId = fault.RequestId, IsTransient = fault.IsTransient }
        : null;

    /// <summary>A right that is missing on a stack or its registration: both are ours, so nobody at the customer can give it.</summary>
    public static bool IsOurRight(CloudFault fault) =>
        fault is { Api: "arm" or "stackadmin", Reason: CloudReason.NoRightOnSubscription };

    /// <summary>
    /// Why a stack or its registration could not be read. Both are ours: a right that is missing there is none that a customer gives
    /// (facts azure §4.5, §5.1).
    /// </summary>
    public static Refusal Unread(StackDeployment stack, CloudFault fault) => Explain(fault) ?? fault switch
    {
        { Api: "arm", Reason: CloudReason.NoRightOnSubscription } =>
            Like(fault, "OnboardStackTenant.RegistrationHidden", StackWords.Parts(stack).Subscription),
        { Api: "stackadmin", Reason: CloudReason.NoRightOnSubscription } => Like(fault, "OnboardStackTenant.StackHidden"),
        _ => Refusal.From(fault),
    };

    private static Refusal Like(CloudFault fault, string reason, params string[] args) =>
        new(reason, args) { Code = fault.Code, CorrelationId = fault.RequestId };
}
