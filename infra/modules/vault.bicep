// The key vault: the partner's secret here, those of database and Redis from their own modules.
param location string
param name string
param readerPrincipalId string

@secure()
param partnerClientSecret string

// Built-in role Key Vault Secrets User: reads values, changes nothing.
var readSecretsRole = '4633458b-17de-408a-b874-0445c86b69e6'

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' = {
  name: name
  location: location
  properties: {
    tenantId: subscription().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    enablePurgeProtection: true
  }
}

resource read 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, readerPrincipalId, readSecretsRole)
  scope: vault
  properties: {
    principalId: readerPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', readSecretsRole)
  }
}

resource partnerSecret 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = {
  parent: vault
  name: 'partner-client-secret'
  properties: {
    value: partnerClientSecret
  }
}

output name string = vault.name
output partnerClientSecretUri string = partnerSecret.properties.secretUri
