import { IsBoolean, IsIn, IsInt, IsNotEmpty, IsOptional, IsString, Max, Min } from 'class-validator';
import { Description } from '../../../src/adapter-kit/settings-shape.js';
import { IsText } from './text-rules.js';

export const ENVELOPES = ['1.1', '1.2', 'none'] as const;
export type EnvelopeVersion = (typeof ENVELOPES)[number];
export const ACTION_HEADERS = ['quoted', 'bare', 'absent'] as const;

/** Credentials in a WS-Security header (UsernameToken profile 1.0). */
export class SoapSecurity {
  @Description('text: the password as it is. digest: base64(SHA-1(nonce + created + password)).')
  @IsIn(['text', 'digest'])
  password: 'text' | 'digest' = 'text';
  @Description('User name; Liquid that knows credentials and session.') @IsText() username = '{{ credentials.username }}';
  @Description('Password; Liquid that knows credentials and session.') @IsText() secret = '{{ credentials.password }}';
  @Description('Says in Password/@Type which of the two it is. A digest always does.') @IsBoolean() typed = false;
  @Description('Sends a nonce. A digest always does.') @IsBoolean() nonce = false;
  @Description('Sends the time of making. A digest always does.') @IsBoolean() created = false;
  @Description('Sends a Timestamp that is valid for this many seconds.')
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(86_400)
  timestampSeconds?: number;
  @Description('The receiver must understand the header or fault.') @IsBoolean() mustUnderstand = false;
}

/** WS-Addressing headers. */
export class SoapAddressing {
  @Description('Namespace of the version the CRM speaks.') @IsString() @IsNotEmpty() namespace =
    'http://www.w3.org/2005/08/addressing';
  @Description('Sends Action, which every operation names in addressingAction, or else in soapAction.') @IsBoolean() action =
    true;
  @Description('Sends a MessageID of its own for every message.') @IsBoolean() messageId = true;
  @Description('Sends To: the address that is called.') @IsBoolean() to = true;
  @Description('Sends ReplyTo with the anonymous address.') @IsBoolean() replyTo = false;
  @Description('The receiver must understand Action and To or fault.') @IsBoolean() mustUnderstand = false;
}

/** Who we are to the server, below SOAP. Keys of another kind are ignored. */
export class SoapHttpAuth {
  @Description('none, basic or bearer.') @IsIn(['none', 'basic', 'bearer']) kind: 'none' | 'basic' | 'bearer' = 'none';
  @Description('For basic; Liquid that knows credentials.') @IsText() username = '{{ credentials.username }}';
  @Description('For basic; Liquid that knows credentials.') @IsText() password = '{{ credentials.password }}';
  @Description('For bearer; Liquid that knows credentials and session.') @IsText() token = '{{ session.token }}';
}

/** Where reports lie, as the CRM counts. */
export class SoapCoordinates {
  @Description('The grid of location.x and location.y: an EPSG code known here, or a proj string.')
  @IsString()
  @IsNotEmpty()
  projection = 'EPSG:4326';
  @Description('Decimals of location.x and location.y.') @IsInt() @Min(0) @Max(12) decimals = 6;
  @Description('Decimals of location.lat and location.long.') @IsInt() @Min(0) @Max(12) degreeDecimals = 6;
}
