// Azure Managed Redis: what may be lost. One end point for all keys (EnterpriseCluster), because the bot's client follows
// no redirections of a cluster; encrypted; reached from the network only.
param location string
param name string
param sku string
param subnetId string
param dnsZoneId string
param vaultName string

var port = 10000

resource redis 'Microsoft.Cache/redisEnterprise@2025-07-01' = {
  name: name
  location: location
  sku: {
    name: sku
  }
  properties: {
    highAvailability: 'Enabled'
    minimumTlsVersion: '1.2'
    publicNetworkAccess: 'Disabled'
  }
}

resource database 'Microsoft.Cache/redisEnterprise/databases@2025-07-01' = {
  parent: redis
  name: 'default'
  properties: {
    port: port
    clientProtocol: 'Encrypted'
    clusteringPolicy: 'EnterpriseCluster'
    evictionPolicy: 'VolatileLRU'
    accessKeysAuthentication: 'Enabled'
  }
}

resource endpoint 'Microsoft.Network/privateEndpoints@2025-05-01' = {
  name: '${name}-redis'
  location: location
  properties: {
    subnet: {
      id: subnetId
    }
    privateLinkServiceConnections: [
      {
        name: 'redis'
        properties: {
          privateLinkServiceId: redis.id
          groupIds: ['redisEnterprise']
        }
      }
    ]
  }
}

resource endpointDns 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-05-01' = {
  parent: endpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: 'redis'
        properties: {
          privateDnsZoneId: dnsZoneId
        }
      }
    ]
  }
}

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' existing = {
  name: vaultName
}

// The setting Cache:Redis.
resource setting 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = {
  parent: vault
  name: 'cache-redis'
  properties: {
    value: '${redis.properties.hostName}:${port},password=${database.listKeys().primaryKey},ssl=true'
  }
}

output settingSecretUri string = setting.properties.secretUri
