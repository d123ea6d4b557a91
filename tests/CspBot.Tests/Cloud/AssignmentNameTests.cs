using CspBot.Cloud;
using Xunit;

namespace CspBot.Tests.Cloud;

/// <summary>One principal on one subscription always gets the same assignment name, so a retry cannot make a second one.</summary>
public sealed class AssignmentNameTests
{
    [Fact]
    public void Version_5_agrees_with_the_standards_example() =>
        Assert.Equal(
            new Guid("2ed6657d-e927-568b-95e1-2665a8aea6a2"),
            DeterministicGuid.Version5(new Guid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "www.example.com"));

    [Fact]
    public void The_name_does_not_depend_on_the_case_of_ids()
    {
        var name = AzureOperations.OwnerAssignmentName("AAAAAAAA-0000-4000-8000-000000000001", "BBBBBBBB-0000-4000-8000-000000000002");
        Assert.Equal(
            name, AzureOperations.OwnerAssignmentName("aaaaaaaa-0000-4000-8000-000000000001", "bbbbbbbb-0000-4000-8000-000000000002"));
        Assert.Equal(5, name.Version);
    }

    [Fact]
    public void Another_subscription_or_person_has_another_name()
    {
        var name = AzureOperations.OwnerAssignmentName("s1", "p1");
        Assert.NotEqual(name, AzureOperations.OwnerAssignmentName("s2", "p1"));
        Assert.NotEqual(name, AzureOperations.OwnerAssignmentName("s1", "p2"));
    }

    [Fact]
    public void The_name_never_changes_between_releases() =>
        Assert.Equal(
            new Guid("8fdc56f6-a9e7-5b32-990c-963842a527ba"),
            AzureOperations.OwnerAssignmentName("22222222-2222-4222-8222-222222222222", "33333333-3333-4333-8333-333333333333"));

    [Theory]
    [InlineData("/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635")]
    [InlineData("/providers/Microsoft.Authorization/roleDefinitions/8E3AF657-A8FF-443C-A75C-2FE8C4BCB635")]
    public void A_role_is_known_by_its_guid_alone(string id) => Assert.Equal(AzureRoles.Owner, AzureRoles.Read(id));

    [Fact]
    public void What_is_no_role_id_is_no_role() => Assert.Equal(Guid.Empty, AzureRoles.Read(null));
}
