using System.Text.Json;
using CspBot.Cloud.Graph;
using Microsoft.Graph.Models;
using Microsoft.Kiota.Abstractions.Serialization;
using Xunit;

namespace CspBot.Tests.Cloud;

/// <summary>The Graph SDK keeps its serializer for the whole process: what many bots in one process do to it at once.</summary>
public sealed class GraphSdkTests
{
    /// <summary>It was up to 64 times in one of fifteen processes, and every invitation of that process failed.</summary>
    [Fact]
    public void However_many_clients_are_made_at_once_a_member_is_written_once()
    {
        using var http = new HttpClient();
        var all = new ParallelOptions { MaxDegreeOfParallelism = 64 };
        Parallel.For(0, 64, all, _ => GraphSdk.Connect(http, "https://graph.example/v1.0").Dispose());
        using var writer = SerializationWriterFactoryRegistry.DefaultInstance.GetSerializationWriter("application/json");
        writer.WriteObjectValue(null, new Invitation { InvitedUserEmailAddress = "anna@example.org", InvitedUserDisplayName = null });
        using var body = JsonDocument.Parse(writer.GetSerializedContent());
        Assert.Equal(
            ["invitedUserDisplayName", "invitedUserEmailAddress"],
            body.RootElement.EnumerateObject().Select(member => member.Name).Order());
    }
}
