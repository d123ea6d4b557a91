using CspBot.Cloud;
using CspBot.Sandbox;
using Xunit;

namespace CspBot.Tests.Cloud;

/// <summary>A tenant comes onto the partner's Azure Stacks, and what is missing or wrong there is told apart.</summary>
public sealed class StackOnboardingTests(SandboxedCloud cloud) : IClassFixture<SandboxedCloud>
{
    private static readonly string Adatum = Ids.Customer(1);
    private static readonly string AdatumProduction = Ids.AzureSubscription(1, 1);

    [Theory]
    [InlineData("docs", "Paris")]
    [InlineData("spec", "Lyon")]
    public async Task A_tenant_is_mapped_once_in_either_behaviour_and_unmapped_again(string mode, string name)
    {
        var (azure, stack) = await FreshAsync(name);
        await cloud.ControlAsync("knobs", $$"""{"stackMode":"{{mode}}"}""");
        Assert.Equal("PayAsYouUse", (await azure.GetRegistrationAsync(stack, default)).BillingModel);
        var before = await azure.ListStackMappingsAsync(stack, default);

        var mapped = await azure.MapStackTenantAsync(stack, AdatumProduction.ToUpperInvariant(), Adatum, replace: false, default);
        Assert.Equal((true, AdatumProduction), (mapped.Changed, mapped.Mapping!.SubscriptionId));
        Assert.False((await azure.MapStackTenantAsync(stack, AdatumProduction, Adatum, replace: false, default)).Changed);
        Assert.Equal(before.Count + 1, (await azure.ListStackMappingsAsync(stack, default)).Count);

        Assert.True((await azure.UnmapStackTenantAsync(stack, AdatumProduction, default)).Changed);
        Assert.False((await azure.UnmapStackTenantAsync(stack, AdatumProduction, default)).Changed);
        Assert.Equal(before, await azure.ListStackMappingsAsync(stack, default));
    }

    [Fact]
    public async Task Another_subscription_of_the_same_tenant_does_not_take_over_unasked()
    {
        var (azure, stack) = await FreshAsync("Paris");
        var vanArsdel = (await azure.SearchCustomersAsync("vanarsdel", 1, default))[0].Id;
        var second = Ids.AzureSubscription(Ids.CustomerNumber(vanArsdel), 2);
        Assert.Equal(
            "TenantAlreadyMapped", await CodeAsync(() => azure.MapStackTenantAsync(stack, second, vanArsdel, replace: false, default)));
        Assert.True((await azure.MapStackTenantAsync(stack, second, vanArsdel, replace: true, default)).Changed);
        Assert.Single(await azure.ListStackMappingsAsync(stack, default), m => m.TenantId == vanArsdel);
    }

    [Fact]
    public async Task Each_wrong_registration_or_subscription_has_its_own_code()
    {
        var (azure, stack) = await FreshAsync("Paris");
        Task Map(string registration, string subscription, string tenant) =>
            azure.MapStackTenantAsync(At(stack, registration), subscription, tenant, replace: true, default);
        var own = stack.RegistrationId.Split('/')[^1];
        var phone = Ids.Customer(43);
        Assert.Equal("RegistrationNotFound", await CodeAsync(() => Map("azurestack-none", AdatumProduction, Adatum)));
        Assert.Equal("CustomerSubscriptionsNotAllowed", await CodeAsync(() => Map("azurestack-capacity", AdatumProduction, Adatum)));
        Assert.Equal("UnauthorizedCspRegistration", await CodeAsync(() => Map("azurestack-pending", AdatumProduction, Adatum)));
        Assert.Equal("InvalidCustomerSubscriptionId", await CodeAsync(() => Map(own, Guid.NewGuid().ToString(), Adatum)));
        Assert.Equal(
            "BadCustomerSubscriptionId", await CodeAsync(() => Map(own, Ids.AzureSubscription(900_000, 1), Ids.Customer(900_000))));
        Assert.Equal("InvalidCSPSubscription", await CodeAsync(() => Map(own, Ids.AzureSubscription(43, 8), phone)));
        Assert.Equal("MetadataResolverBadGatewayError", await CodeAsync(() => Map(own, Ids.AzureSubscription(43, 9), phone)));
    }

    [Theory]
    [InlineData("Paris")]
    [InlineData("Lyon")]
    public async Task A_directory_is_let_in_consents_becomes_healthy_and_proves_itself(string name)
    {
        var (azure, stack) = await FreshAsync(name);
        Assert.True(await azure.RegisterDirectoryTenantAsync(stack, "adatum.onmicrosoft.com", Adatum, default));
        Assert.False(await azure.RegisterDirectoryTenantAsync(stack, "adatum.onmicrosoft.com", Adatum, default));
        Assert.Contains(new DirectoryTenant("adatum.onmicrosoft.com", Adatum), await azure.ListDirectoryTenantsAsync(stack, default));
        Assert.False((await azure.CheckStackHealthAsync(stack, default)).Single(h => h.TenantId == Adatum).IsHealthy);
        Assert.Equal(
            CloudReason.NoConsent,
            (await Assert.ThrowsAsync<CloudFault>(() => azure.ListStackSubscriptionsAsync(stack, Adatum, default))).Reason);

        await cloud.ControlAsync("stack", $$"""{"deployment":"{{name}}","customer":"{{Adatum}}","consented":true}""");
        Assert.True((await azure.CheckStackHealthAsync(stack, default)).Single(h => h.TenantId == Adatum).IsHealthy);
        var subscription = Assert.Single(await azure.ListStackSubscriptionsAsync(stack, Adatum, default));
        Assert.True((await azure.ProveStackTenantAsync(stack, Adatum, subscription.Id, "cspbot-proof", default)).Removed);

        await azure.UnregisterDirectoryTenantAsync(stack, "adatum.onmicrosoft.com", default);
        Assert.DoesNotContain(Adatum, (await azure.ListDirectoryTenantsAsync(stack, default)).Select(d => d.TenantId));
    }

    [Fact]
    public async Task Directories_without_a_mapping_can_be_found()
    {
        var (azure, paris) = await FreshAsync("Paris");
        var lyon = azure.Stacks.Single(s => s.Name == "Lyon");
        Assert.Equal([Ids.Customer(43)], await LeaksAsync(azure, paris));
        Assert.Equal([Ids.Customer(47)], await LeaksAsync(azure, lyon));
    }

    private async Task<(AzureOperations Azure, StackDeployment Stack)> FreshAsync(string name)
    {
        var azure = await cloud.FreshAsync();
        return (azure, azure.Stacks.Single(s => s.Name == name));
    }

    private static StackDeployment At(StackDeployment stack, string registration) => new()
    {
        Name = stack.Name,
        RegistrationId = string.Join('/', [.. stack.RegistrationId.Split('/')[..^1], registration]),
        AdminResourceManager = stack.AdminResourceManager,
        TenantResourceManager = stack.TenantResourceManager,
        DirectoryTenantId = stack.DirectoryTenantId,
    };

    private static async Task<IEnumerable<string>> LeaksAsync(AzureOperations azure, StackDeployment stack)
    {
        var mapped = (await azure.ListStackMappingsAsync(stack, default)).Select(m => m.TenantId);
        return (await azure.ListDirectoryTenantsAsync(stack, default)).Select(d => d.TenantId).Except(mapped);
    }

    private static async Task<string?> CodeAsync(Func<Task> call) => (await Assert.ThrowsAsync<CloudFault>(call)).Code;
}
